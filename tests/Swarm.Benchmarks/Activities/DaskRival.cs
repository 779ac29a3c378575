using System.Diagnostics;
using System.Globalization;

namespace Swarm.Benchmarks.Activities;

/// <summary>Dask distributed: a scheduler, two workers of one thread each, and a client that does what it is
/// told.</summary>
internal sealed class DaskRival : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";

    // Each line on its input is a word and a count; each answer is seconds and processor seconds, or times in ms.
    private const string Client =
        """
        import sys, time, resource
        from distributed import Client
        client = Client(sys.argv[1], set_as_default=False)
        client.wait_for_workers(2)
        def nothing(i): return i
        def cpu():
            u = resource.getrusage(resource.RUSAGE_SELF)
            return u.ru_utime + u.ru_stime
        client.gather(client.map(nothing, range(500), pure=False))
        print("ready", flush=True)
        for line in sys.stdin:
            what, count = line.split()
            start, used = time.perf_counter(), cpu()
            if what == "map":
                client.gather(client.map(nothing, range(int(count)), pure=False))
                print(time.perf_counter() - start, cpu() - used, flush=True)
            else:
                times = []
                for i in range(int(count)):
                    start = time.perf_counter()
                    client.submit(nothing, i, pure=False).result()
                    times.append((time.perf_counter() - start) * 1e3)
                print(*times, flush=True)
        """;

    private readonly List<Process> _servers = [];
    private Process? _client;

    internal static async Task<DaskRival> StartAsync(CancellationToken ct)
    {
        DaskRival dask = new();
        try
        {
            int port = BenchSwarm.FreePort();
            string address = $"tcp://127.0.0.1:{port}";
            dask.Serve("scheduler", "--host", "127.0.0.1", "--port", $"{port}", "--no-dashboard");
            for (int i = 0; i < 2; i++)
            {
                dask.Serve("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit",
                    "1GiB");
            }

            dask._client = Process.Start(new ProcessStartInfo(Python, ["-c", Client, address])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            dask._client.BeginErrorReadLine();
            string? ready = await dask._client.StandardOutput.ReadLineAsync(ct).AsTask()
                .WaitAsync(TimeSpan.FromSeconds(60), ct);
            return ready == "ready" ? dask : throw new InvalidOperationException("the Dask client did not start");
        }
        catch
        {
            await dask.DisposeAsync();
            throw;
        }
    }

    /// <summary>A map of no-ops and the gathering of their results.</summary>
    internal async Task<Leg> MapAsync(int count, CancellationToken ct)
    {
        double servers = ProcessTimes.CpuSeconds(_servers.Select(server => server.Id));
        double[] answer = await AskAsync($"map {count}", ct);
        return new Leg(count, answer[0], answer[1] + ProcessTimes.CpuSeconds(_servers.Select(server =>
            server.Id)) - servers);
    }

    /// <summary>Milliseconds from submitting one no-op to having its result, so many times.</summary>
    internal Task<double[]> SubmitAsync(int count, CancellationToken ct) => AskAsync($"submit {count}", ct);

    public async ValueTask DisposeAsync()
    {
        foreach (Process process in _servers.Append(_client).OfType<Process>().Reverse())
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }
    }

    private async Task<double[]> AskAsync(string line, CancellationToken ct)
    {
        await _client!.StandardInput.WriteLineAsync(line.AsMemory(), ct);
        await _client.StandardInput.FlushAsync(ct);
        string? answer = await _client.StandardOutput.ReadLineAsync(ct);
        return [.. (answer ?? throw new InvalidOperationException("the Dask client ended")).Split(' ')
            .Select(word => double.Parse(word, CultureInfo.InvariantCulture))];
    }

    private void Serve(params string[] words)
    {
        Process server = Process.Start(new ProcessStartInfo(Python, ["/usr/bin/dask", .. words])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        })!;
        server.BeginErrorReadLine();
        server.BeginOutputReadLine();
        _servers.Add(server);
    }
}
