using System.ComponentModel;
using System.Diagnostics;

namespace Swarm.Agent.Broker;

/// <summary>The nats-server that is installed here.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Version">Which one it is.</param>
internal sealed record BrokerExecutable(string Path, Version Version)
{
    private const string Name = "nats-server";
    private static readonly Version Floor = new(2, 9, 0);
    private static readonly Version FirstToSyncAlways = new(2, 10, 0);
    private static readonly TimeSpan VersionLimit = TimeSpan.FromSeconds(10);

    /// <summary>Whether it can be told to sync every write.</summary>
    internal bool KnowsSyncAlways => Version >= FirstToSyncAlways;

    /// <summary>Finds it and asks for its version.</summary>
    /// <exception cref="SwarmException">There is none, or it is too old.</exception>
    internal static async Task<BrokerExecutable> FindAsync(string? configured, CancellationToken cancellationToken)
    {
        string path = configured ?? Search() ?? throw Missing("nats-server is not installed");
        Version? version = ReadVersion(await AskAsync(path, cancellationToken));
        return version >= Floor
            ? new BrokerExecutable(path, version)
            : throw Missing($"'{path}' is no nats-server of version {Floor.ToString(2)} or later");
    }

    /// <summary>Reads what <c>nats-server --version</c> prints, such as <c>nats-server: v2.9.10</c>.</summary>
    internal static Version? ReadVersion(string text)
    {
        int mark = text.IndexOf(": v", StringComparison.Ordinal);
        if (mark < 0)
        {
            return null;
        }

        string number = new(text[(mark + 3)..].TakeWhile(c => char.IsAsciiDigit(c) || c == '.').ToArray());
        return Version.TryParse(number, out Version? version) ? version : null;
    }

    private static string? Search() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Append("/usr/sbin")
            .Select(folder => System.IO.Path.Combine(folder, Name))
            .FirstOrDefault(File.Exists);

    private static async Task<string> AskAsync(string path, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(VersionLimit);
        try
        {
            ProcessStartInfo start = new(path, ["--version"]) { RedirectStandardOutput = true };
            using Process process = Process.Start(start)!;
            string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return output;
        }
        catch (Win32Exception e)
        {
            throw Missing($"'{path}' cannot be run ({e.Message})");
        }
    }

    private static SwarmException Missing(string what) => new(
        ErrorCode.BrokerUnavailable, $"{what}: apt-get install nats-server, or name a running broker with pool.url");
}
