using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Swarm.Cli.Output;

namespace Swarm.Cli.Agent;

/// <summary>What must be true of a host before an agent runs on it.</summary>
internal sealed class HostChecks(AgentPlace place, CommandContext context)
{
    private const long LittleSpaceBytes = 1L << 30;
    private const int DefaultPort = 7411;

    private static readonly TimeSpan s_toolLimit = TimeSpan.FromSeconds(10);
    private static readonly Version s_oldestBroker = new(2, 9);
    private static readonly DateTimeOffset s_plausible = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Looks at everything.</summary>
    internal async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken) =>
    [
        Folder(),
        Space(),
        Socket(),
        Running(),
        Port(),
        await BrokerAsync(cancellationToken),
        await DotnetAsync(cancellationToken),
        Clock(),
        await new BrokerClockCheck(place, context).RunAsync(cancellationToken),
    ];

    private Finding Folder()
    {
        try
        {
            StateFolder.Prepare(place.StateFolder);
            return Finding.Ok(
                "state folder", $"{place.StateFolder} can be written ({StateFolder.FormatOf(place.StateFolder)})");
        }
        catch (HostUnfitException unfit)
        {
            return Finding.Wrong("state folder", unfit.Message);
        }
    }

    private Finding Space()
    {
        try
        {
            long free = new DriveInfo(place.StateFolder).AvailableFreeSpace;
            return free >= LittleSpaceBytes
                ? Finding.Ok("disk", $"{Units.Bytes(free)} free")
                : Finding.Note("disk", $"only {Units.Bytes(free)} free; outputs need room");
        }
        catch (Exception unknown) when (unknown is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return Finding.Note("disk", $"cannot tell: {unknown.Message}");
        }
    }

    private Finding Socket() => System.Text.Encoding.UTF8.GetByteCount(place.Socket) <= 107
        ? Finding.Ok("socket", place.Socket)
        : Finding.Wrong(
            "socket", $"'{place.Socket}' is longer than the 107 bytes the kernel allows; use a shorter --state DIR");

    private Finding Running() => PidFile.Read(place.StateFolder) is { } pid && pid.IsAlive()
        ? Finding.Note("agent", $"'{place.Name}' runs already as process {pid.ProcessId}")
        : Finding.Ok("agent", $"no '{place.Name}' runs here yet");

    private Finding Port()
    {
        string text = place.Settings.Get("Port") ?? DefaultPort.ToString(CultureInfo.InvariantCulture);
        if (!ushort.TryParse(text, CultureInfo.InvariantCulture, out ushort port))
        {
            return Finding.Wrong("port", $"'{text}' is no port; use 0 to 65535");
        }

        try
        {
            using TcpListener probe = new(IPAddress.Loopback, port);
            probe.Start();
            return Finding.Ok("port", port == 0 ? "any free one" : $"{port} is free");
        }
        catch (SocketException taken) when (taken.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            return PidFile.Read(place.StateFolder) is { } pid && pid.IsAlive()
                ? Finding.Note("port", $"{port} is in use, as it should be while the agent runs")
                : Finding.Wrong("port", $"{port} is in use; choose another with --port, or 0 for any free one");
        }
        catch (SocketException refused)
        {
            return Finding.Wrong("port", $"{port}: {refused.Message}; choose another with --port");
        }
    }

    private async Task<Finding> BrokerAsync(CancellationToken cancellationToken)
    {
        string? said = await AskAsync("nats-server", "--version", cancellationToken);
        string[] words = said?.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries) ?? [];
        string? number = words.Select(word => word.TrimStart('v')).FirstOrDefault(
            word => System.Version.TryParse(word, out _));
        return said is null ? Finding.Wrong(
            "nats-server", "not found; install it (Debian: apt-get install nats-server) or name a broker by its URL")
            : number is null ? Finding.Note("nats-server", $"says '{said.Trim()}', which is no version")
            : System.Version.Parse(number) < s_oldestBroker ? Finding.Wrong(
                "nats-server", $"{number} is older than {s_oldestBroker}; install a newer one")
            : Finding.Ok("nats-server", number);
    }

    private async Task<Finding> DotnetAsync(CancellationToken cancellationToken)
    {
        string? said = await AskAsync("dotnet", "--version", cancellationToken);
        return said is null
            ? Finding.Note("dotnet", "not found; agents run without the SDK, but 'swarm campaign run FILE.cs' does not")
            : Finding.Ok("dotnet", said.Trim());
    }

    private Finding Clock()
    {
        DateTimeOffset now = context.Time.GetUtcNow();
        return now >= s_plausible
            ? Finding.Ok("clock", Units.Time(now))
            : Finding.Wrong("clock", $"{Units.Time(now)} cannot be; set the clock");
    }

    /// <summary>What a program says; null when there is none, or it says nothing in time.</summary>
    private async Task<string?> AskAsync(string program, string argument, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(s_toolLimit, context.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(
            limit.Token, cancellationToken);
        try
        {
            ProcessStartInfo start = new(program, argument)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process process = Process.Start(start)!;
            string said = await process.StandardOutput.ReadToEndAsync(either.Token);
            await process.WaitForExitAsync(either.Token);
            return said;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
