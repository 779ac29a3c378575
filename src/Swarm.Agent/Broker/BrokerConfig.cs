using System.Globalization;

namespace Swarm.Agent.Broker;

/// <summary>What the child broker is told.</summary>
/// <param name="Door">How it is reached, and by whom.</param>
/// <param name="Port">Its port.</param>
/// <param name="SyncAlways">Whether it is told to sync every write; only servers from 2.10 on understand that.</param>
/// <param name="MaxStoreBytes">The most it may keep, or null for its own choice.</param>
/// <param name="Users">Who may use it.</param>
internal sealed record BrokerConfig(
    BrokerDoor Door, int Port, bool SyncAlways, long? MaxStoreBytes, IReadOnlyList<BrokerUser> Users)
{
    /// <summary>The largest message; an entry with the runs of a busy moment fits.</summary>
    internal const int MaxPayloadBytes = 8 * 1024 * 1024;

    private const int MaxMemoryBytes = 256 * 1024 * 1024;

    /// <summary>The configuration in the server's own language.</summary>
    internal string Render(BrokerFiles files) =>
        string.Create(CultureInfo.InvariantCulture, $$"""
        # Written by swarm whenever somebody is let in or left out. Certificates are users: each may write under its own
        # name only.
        server_name: {{Quote(Door.Owner.Text)}}
        listen: {{Quote(new System.Net.IPEndPoint(Door.Listen, Port).ToString())}}
        http: "127.0.0.1:-1"
        ports_file_dir: {{Quote(files.Ports)}}
        pid_file: {{Quote(files.PidFile)}}
        max_payload: {{MaxPayloadBytes}}
        jetstream {
          store_dir: {{Quote(files.Store)}}
          max_mem: {{MaxMemoryBytes}}
        {{Optional()}}}
        tls {
          cert_file: {{Quote(Door.Identity.Folder.CertificateFile)}}
          key_file: {{Quote(Door.Identity.Folder.KeyFile)}}
          ca_file: {{Quote(Door.Identity.Folder.RootsFile)}}
          verify_and_map: true
          timeout: 5
        }
        authorization {
          users = [
        {{Door.Render(Users)}}  ]
        }

        """);

    private string Optional() =>
        (MaxStoreBytes is { } bytes ? $"  max_file: {bytes}\n" : "") + (SyncAlways ? "  sync_interval: always\n" : "");

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
