using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Swarm.Benchmarks.Activities;

namespace Swarm.Benchmarks.Selection;

/// <summary>Three nodes of etcd on loopback; keys are created at the leader, over its own HTTP gateway.</summary>
internal sealed class EtcdRival : IAsyncDisposable
{
    private const int Nodes = 3;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly RivalProcesses _nodes = new("etcd");
    private readonly HttpClient _http = new();
    private string _leader = "";
    private int _created;

    internal static async Task<EtcdRival> StartAsync(CancellationToken cancellationToken)
    {
        EtcdRival rival = new();
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
            string key = Convert.ToBase64String(Encoding.UTF8.GetBytes($"slot-{_created++}"));
            object order = new
            {
                compare = new[] { new { target = "CREATE", key, create_revision = "0" } },
                success = new[] { new { request_put = new { key, value = key } } },
            };
            long began = Stopwatch.GetTimestamp();
            JsonElement answer = await AskAsync($"{_leader}/v3/kv/txn", order, cancellationToken);
            all.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (!answer.GetProperty("succeeded").GetBoolean())
            {
                throw new InvalidOperationException("etcd did not create a key");
            }
        }

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _nodes.DisposeAsync();
    }

    private async Task FormAsync(CancellationToken cancellationToken)
    {
        string[] clients = [.. Enumerable.Range(0, Nodes).Select(_ => $"http://127.0.0.1:{BenchSwarm.FreePort()}")];
        string[] peers = [.. Enumerable.Range(0, Nodes).Select(_ => $"http://127.0.0.1:{BenchSwarm.FreePort()}")];
        string cluster = string.Join(',', peers.Select((peer, i) => $"n{i}={peer}"));
        for (int i = 0; i < Nodes; i++)
        {
            _nodes.Start(
                "--name", $"n{i}", "--data-dir", _nodes.FolderOf(i),
                "--listen-client-urls", clients[i], "--advertise-client-urls", clients[i],
                "--listen-peer-urls", peers[i], "--initial-advertise-peer-urls", peers[i],
                "--initial-cluster", cluster, "--initial-cluster-state", "new", "--log-level", "error");
        }

        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < s_limit)
        {
            foreach (string client in clients)
            {
                if (await IsLeaderAsync(client, cancellationToken))
                {
                    _leader = client;
                    return;
                }
            }

            await Task.Delay(s_look, cancellationToken);
        }

        throw new TimeoutException($"etcd had no leader in {s_limit.TotalSeconds} s");
    }

    private async Task<bool> IsLeaderAsync(string client, CancellationToken cancellationToken)
    {
        try
        {
            JsonElement status = await AskAsync($"{client}/v3/maintenance/status", new { }, cancellationToken);
            return status.TryGetProperty("leader", out JsonElement leader)
                && leader.GetString() == status.GetProperty("header").GetProperty("member_id").GetString();
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<JsonElement> AskAsync(string url, object order, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await _http.PostAsJsonAsync(url, order, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }
}
