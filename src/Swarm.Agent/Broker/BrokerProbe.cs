using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Swarm.Agent.Identity;
using Swarm.Nats;

namespace Swarm.Agent.Broker;

/// <summary>Asks the child broker's monitoring port, whose address it wrote into its folder.</summary>
internal sealed class BrokerProbe(BrokerFiles files) : IDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = AnswerLimit };

    /// <summary>Whether the server is up with its store recovered.</summary>
    internal async Task<bool> IsReadyAsync(int pid, CancellationToken cancellationToken)
    {
        try
        {
            if (MonitorOf(pid) is not { } monitor)
            {
                return false;
            }

            using HttpResponseMessage answer =
                await _http.GetAsync(new Uri(monitor, "healthz?js-enabled-only=true"), cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (IsSilence(e, cancellationToken))
        {
            return false;
        }
    }

    /// <summary>Whether the server can still tell what its streams hold; one that waits for itself cannot.</summary>
    internal async Task<bool> IsResponsiveAsync(int pid, CancellationToken cancellationToken) =>
        await AskAsync(pid, "jsz", cancellationToken) is not null;

    /// <summary>Whether the server says that it syncs every write.</summary>
    internal async Task<bool> SyncsAlwaysAsync(int pid, CancellationToken cancellationToken)
    {
        JsonNode? server = await AskAsync(pid, "varz", cancellationToken);
        return server?["jetstream"]?["config"]?["sync_always"]?.GetValue<bool>() ?? false;
    }

    /// <summary>The names of those who are connected, in order; addresses where they gave no name.</summary>
    internal async Task<IReadOnlyList<string>> ClientsAsync(int pid, CancellationToken cancellationToken)
    {
        JsonNode? connections = await AskAsync(pid, "connz?limit=4096", cancellationToken);
        IEnumerable<JsonNode?> clients = connections?["connections"] as JsonArray ?? [];
        return [.. clients.Select(NameOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>When the server read its configuration last, in its own words; null when it does not answer.</summary>
    internal async Task<string?> ConfiguredAtAsync(int pid, CancellationToken cancellationToken) =>
        (await AskAsync(pid, "varz", cancellationToken))?["config_load_time"]?.GetValue<string>();

    /// <summary>Whether an agent's certificate opens the broker.</summary>
    internal static async Task<bool> OpensAsync(
        string url, AgentIdentity identity, CancellationToken cancellationToken)
    {
        NatsOpts opts = NatsOpts.Default with
        {
            Url = url,
            Name = identity.Agent.Text,
            TlsOpts = new NatsTlsOpts
            {
                Mode = NatsTlsMode.Require,
                ConfigureClientAuthentication = BrokerTls.Secure(identity, identity.Agent),
            },
        };
        await using NatsConnection connection = new(opts);
        try
        {
            await connection.ConnectAsync(cancellationToken);
            return true;
        }
        catch (NatsException)
        {
            return false;
        }
    }

    /// <summary>Closes its connections.</summary>
    public void Dispose() => _http.Dispose();

    private static string NameOf(JsonNode? client) =>
        client?["name"]?.GetValue<string>() is { Length: > 0 } name
            ? Printable.Of(name)
            : $"a client at {client?["ip"]}:{client?["port"]}";

    private async Task<JsonNode?> AskAsync(int pid, string question, CancellationToken cancellationToken)
    {
        try
        {
            return MonitorOf(pid) is { } monitor
                ? JsonNode.Parse(await _http.GetStringAsync(new Uri(monitor, question), cancellationToken))
                : null;
        }
        catch (Exception e) when (IsSilence(e, cancellationToken))
        {
            return null;
        }
    }

    private Uri? MonitorOf(int pid)
    {
        string path = Path.Combine(files.Ports, $"nats-server_{pid}.ports");
        return File.Exists(path)
            && JsonNode.Parse(File.ReadAllText(path))?["monitoring"]?[0]?.GetValue<string>() is { } address
            ? new Uri(address)
            : null;
    }

    // A file half written, a port not yet open and an answer that takes too long all mean "not now".
    private static bool IsSilence(Exception e, CancellationToken cancellationToken) =>
        e is HttpRequestException or JsonException or IOException
        || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
