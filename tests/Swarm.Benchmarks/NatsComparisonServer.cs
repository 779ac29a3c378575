using System.Diagnostics;
using System.Text.Json;

namespace Swarm.Benchmarks;

/// <summary>A nats-server of the comparison's own, on free loopback ports.</summary>
internal sealed class NatsComparisonServer : IAsyncDisposable
{
    private const string ClientLine = "Listening for client connections on ";
    private const string MonitorLine = "Starting http monitor on ";

    private readonly HttpClient _http = new();
    private readonly Process _process;
    private readonly string _folder;
    private Task _talk = Task.CompletedTask;
    private string _monitor = "";

    private NatsComparisonServer(Process process, string folder)
    {
        _process = process;
        _folder = folder;
    }

    internal string Url { get; private set; } = "";

    /// <summary>Starts it and waits until it is ready.</summary>
    internal static async Task<NatsComparisonServer> StartAsync(CancellationToken ct)
    {
        string folder = Directory.CreateTempSubdirectory("swarm-natsbench-").FullName;
        string config = Path.Combine(folder, "nats.conf");
        await File.WriteAllTextAsync(
            config,
            $$"""
            listen: "127.0.0.1:-1"
            http: "127.0.0.1:-1"
            jetstream { store_dir: "{{folder}}/js", max_file: 8GB }
            """,
            ct);
        var start = new ProcessStartInfo("nats-server", ["-c", config]) { RedirectStandardError = true };
        var server = new NatsComparisonServer(Process.Start(start)!, folder);
        try
        {
            await server.ReadyAsync(ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>How many messages all clients have sent it.</summary>
    internal async Task<long> ReceivedAsync(CancellationToken ct)
    {
        await using Stream json = await _http.GetStreamAsync($"{_monitor}/varz", ct);
        using JsonDocument varz = await JsonDocument.ParseAsync(json, default, ct);
        return varz.RootElement.GetProperty("in_msgs").GetInt64();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        await _talk;
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ReadyAsync(CancellationToken ct)
    {
        while (await _process.StandardError.ReadLineAsync(ct) is { } line)
        {
            _monitor = After(line, MonitorLine) is { } monitor ? $"http://{monitor}" : _monitor;
            Url = After(line, ClientLine) is { } client ? $"nats://{client}" : Url;
            if (line.Contains("Server is ready", StringComparison.Ordinal))
            {
                _talk = _process.StandardError.ReadToEndAsync(CancellationToken.None);
                return;
            }
        }

        throw new InvalidOperationException("nats-server did not start; apt-get install nats-server");
    }

    private static string? After(string line, string mark)
    {
        int at = line.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? null : line[(at + mark.Length)..].Trim();
    }
}
