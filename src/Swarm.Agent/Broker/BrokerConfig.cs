using System.Globalization;

namespace Swarm.Agent.Broker;

/// <summary>What the child broker is told.</summary>
/// <param name="ServerName">How it names itself.</param>
/// <param name="Port">Its port on loopback.</param>
/// <param name="Token">What opens it.</param>
/// <param name="SyncAlways">Whether it is told to sync every write; only servers from 2.10 on understand that.</param>
/// <param name="MaxStoreBytes">The most it may keep, or null for its own choice.</param>
internal sealed record BrokerConfig(string ServerName, int Port, string Token, bool SyncAlways, long? MaxStoreBytes)
{
    /// <summary>The largest message; an entry with the runs of a busy moment fits.</summary>
    internal const int MaxPayloadBytes = 8 * 1024 * 1024;

    private const int MaxMemoryBytes = 256 * 1024 * 1024;

    /// <summary>The configuration in the server's own language.</summary>
    internal string Render(BrokerFiles files) =>
        string.Create(CultureInfo.InvariantCulture, $$"""
        # Written by swarm at each start of the broker. It holds the token: mode 0600.
        server_name: {{Quote(ServerName)}}
        listen: "127.0.0.1:{{Port}}"
        http: "127.0.0.1:-1"
        ports_file_dir: {{Quote(files.Ports)}}
        pid_file: {{Quote(files.PidFile)}}
        max_payload: {{MaxPayloadBytes}}
        jetstream {
          store_dir: {{Quote(files.Store)}}
          max_mem: {{MaxMemoryBytes}}
        {{Optional()}}}
        authorization { token: {{Quote(Token)}} }

        """);

    /// <summary>Says nothing of the token.</summary>
    public override string ToString() => $"{ServerName} on 127.0.0.1:{Port}";

    private string Optional() =>
        (MaxStoreBytes is { } bytes ? $"  max_file: {bytes}\n" : "") + (SyncAlways ? "  sync_interval: always\n" : "");

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
