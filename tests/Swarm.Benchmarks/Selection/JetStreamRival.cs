using System.Diagnostics;
using Swarm.Benchmarks.Activities;
using Swarm.Nats;
using Swarm.Nats.JetStream;
using Swarm.Nats.KeyValue;

namespace Swarm.Benchmarks.Selection;

/// <summary>
/// Three nats-servers on loopback and a key-value store with three replicas. Servers of this version write without
/// waiting for the disk, so this is agreement alone, not durability.
/// </summary>
internal sealed class JetStreamRival : IAsyncDisposable
{
    private const int Nodes = 3;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    private readonly RivalProcesses _nodes = new("nats-server");
    private NatsConnection? _connection;
    private NatsKVStore? _store;
    private int _created;

    internal static async Task<JetStreamRival> StartAsync(CancellationToken cancellationToken)
    {
        JetStreamRival rival = new();
        try
        {
            await rival.FormAsync(cancellationToken);
            return rival;
        }
        catch
        {
            await rival.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates so many keys one after another.</summary>
    /// <returns>How long each took, in milliseconds.</returns>
    internal async Task<List<double>> CreateAsync(int count, CancellationToken cancellationToken)
    {
        List<double> all = [];
        for (int i = 0; i < count; i++)
        {
            long began = Stopwatch.GetTimestamp();
            await _store!.CreateAsync($"slot-{_created++}", "taken", cancellationToken);
            all.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        await _nodes.DisposeAsync();
    }

    private async Task FormAsync(CancellationToken cancellationToken)
    {
        int[] clients = [.. Enumerable.Range(0, Nodes).Select(_ => BenchSwarm.FreePort())];
        int[] routes = [.. Enumerable.Range(0, Nodes).Select(_ => BenchSwarm.FreePort())];
        string all = string.Join(", ", routes.Select(port => $"\"nats://127.0.0.1:{port}\""));
        for (int i = 0; i < Nodes; i++)
        {
            string config = Path.Combine(_nodes.FolderOf(i), "nats.conf");
            await File.WriteAllTextAsync(
                config,
                $$"""
                server_name: n{{i}}
                listen: "127.0.0.1:{{clients[i]}}"
                jetstream { store_dir: "{{_nodes.FolderOf(i)}}/js" }
                cluster { name: bench, listen: "127.0.0.1:{{routes[i]}}", routes: [{{all}}] }
                """,
                cancellationToken);
            _nodes.Start("-c", config);
        }

        string url = string.Join(',', clients.Select(port => $"nats://127.0.0.1:{port}"));
        long began = Stopwatch.GetTimestamp();
        while (_store is null)
        {
            _store = await TryOpenAsync(url, Stopwatch.GetElapsedTime(began) > s_limit, cancellationToken);
        }
    }

    private async Task<NatsKVStore?> TryOpenAsync(string url, bool isLast, CancellationToken cancellationToken)
    {
        try
        {
            if (_connection is null)
            {
                NatsConnection made = new(new NatsOpts { Url = url });
                await made.ConnectAsync(cancellationToken);
                _connection = made;
            }

            return await new NatsKVContext(new NatsJSContext(_connection)).CreateStoreAsync(
                new NatsKVConfig { Bucket = "slots", NumberOfReplicas = Nodes }, cancellationToken);
        }
        catch (NatsException) when (!isLast)
        {
            await Task.Delay(s_look, cancellationToken);
            return null;
        }
    }
}
