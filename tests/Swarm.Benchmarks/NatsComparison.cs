using System.Globalization;
using Swarm.Nats;
using Swarm.Nats.JetStream;

namespace Swarm.Benchmarks;

/// <summary>
/// Our NATS client against the C client on the same server: interleaved legs A B A B A, medians, ratios. Absolute
/// speeds mean nothing on a shared machine; a ratio of 1 means as fast as C.
/// </summary>
internal static class NatsComparison
{
    private const int SmallBytes = 16;
    private const int StoredBytes = 256;
    private const int InFlight = 256;
    private const string Plain = "bench.plain";
    private const string Stored = "js.bench";

    /// <summary>Runs all comparisons and prints them.</summary>
    /// <param name="options">How much and how often.</param>
    /// <param name="output">Where the table goes.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>Every figure by name: rates in messages a second, CPU in microseconds a message, ratios ours to
    /// C.</returns>
    internal static async Task<Dictionary<string, double>> RunAsync(
        NatsComparisonOptions options, TextWriter output, CancellationToken ct)
    {
        using var native = new NatsComparisonNative();
        await native.CompileAsync(ct);
        await using NatsComparisonServer server = await NatsComparisonServer.StartAsync(ct);
        await using var nats = new NatsConnection(NatsOpts.Default with { Url = server.Url });
        await nats.ConnectAsync(ct);
        var js = new NatsJSContext(nats);
        var figures = new Dictionary<string, double>();
        (string Name, string Mode, int Count, Func<int, Task> Ours)[] contests =
        [
            ("nats.publish_16B", $"pub {{0}} {SmallBytes} {Plain}", options.PlainCount,
                count => PublishAsync(nats, count, ct)),
            ("nats.js_publish_256B_256_in_flight", $"js {{0}} {StoredBytes} {Stored} {InFlight}", options.StoredCount,
                count => PipelineAsync(js, count, ct)),
            ("nats.js_publish_256B_one_at_a_time", $"sync {{0}} {StoredBytes} {Stored}", options.OneAtATimeCount,
                count => OneAtATimeAsync(js, count, ct)),
        ];
        foreach ((string name, string mode, int count, Func<int, Task> ours) in contests)
        {
            string[] arguments = string.Format(CultureInfo.InvariantCulture, mode, count).Split(' ');
            await ours(count / 4); // Warm: the just-in-time compiler is not what is compared.
            var legs = new List<(NatsComparisonLeg Ours, NatsComparisonLeg C)>();
            for (var i = 0; i < options.Legs; i++)
            {
                await ResetAsync(js, ct);
                NatsComparisonLeg c = await CountedAsync(
                    server, count, () => native.RunAsync([server.Url, .. arguments], ct), ct);
                await ResetAsync(js, ct);
                NatsComparisonLeg own = await CountedAsync(
                    server, count, () => NatsComparisonLeg.MeasureAsync(() => ours(count)), ct);
                legs.Add((own, c));
            }

            Report(name, count, legs, figures, output);
        }

        return figures;
    }

    private static async Task PublishAsync(NatsConnection nats, int count, CancellationToken ct)
    {
        byte[] data = new byte[SmallBytes];
        for (var i = 0; i < count; i++)
        {
            await nats.PublishAsync(Plain, data, ct);
        }

        await nats.PingAsync(ct);
    }

    private static async Task PipelineAsync(NatsJSContext js, int count, CancellationToken ct)
    {
        byte[] data = new byte[StoredBytes];
        var flight = new Task<NatsResult<PubAck>>[InFlight];
        for (var i = 0; i < count; i++)
        {
            int slot = i % InFlight;
            if (i >= InFlight)
            {
                (await flight[slot]).GetValueOrThrow();
            }

            flight[slot] = js.TryPublishAsync(Stored, data, ct).AsTask();
        }

        for (int i = Math.Max(0, count - InFlight); i < count; i++)
        {
            (await flight[i % InFlight]).GetValueOrThrow();
        }
    }

    private static async Task OneAtATimeAsync(NatsJSContext js, int count, CancellationToken ct)
    {
        byte[] data = new byte[StoredBytes];
        for (var i = 0; i < count; i++)
        {
            (await js.TryPublishAsync(Stored, data, ct)).GetValueOrThrow();
        }
    }

    /// <summary>A new, empty stream for each leg.</summary>
    private static async Task ResetAsync(NatsJSContext js, CancellationToken ct)
    {
        const string name = "BENCH";
        if ((await js.ListStreamNamesAsync(ct)).Contains(name))
        {
            await js.DeleteStreamAsync(name, ct);
        }

        await js.CreateStreamAsync(new StreamConfig { Name = name, Subjects = ["js.>"] }, ct);
    }

    /// <summary>A leg whose messages did not all reach the server proves nothing.</summary>
    private static async Task<NatsComparisonLeg> CountedAsync(
        NatsComparisonServer server, int count, Func<Task<NatsComparisonLeg>> leg, CancellationToken ct)
    {
        long before = await server.ReceivedAsync(ct);
        NatsComparisonLeg measured = await leg();
        long received = await server.ReceivedAsync(ct) - before;
        return received >= count
            ? measured
            : throw new InvalidOperationException($"{count} messages were published, the server counted {received}");
    }

    private static void Report(
        string name,
        int count,
        List<(NatsComparisonLeg Ours, NatsComparisonLeg C)> legs,
        Dictionary<string, double> figures,
        TextWriter output)
    {
        double ours = Median(legs.Select(leg => count / leg.Ours.Seconds));
        double c = Median(legs.Select(leg => count / leg.C.Seconds));
        double ratio = Median(legs.Select(leg => leg.C.Seconds / leg.Ours.Seconds));
        figures[$"{name}.rate"] = ours;
        figures[$"{name}.c_rate"] = c;
        figures[$"{name}.ratio"] = ratio;
        figures[$"{name}.cpu_us"] = Median(legs.Select(leg => leg.Ours.CpuSeconds * 1e6 / count));
        figures[$"{name}.c_cpu_us"] = Median(legs.Select(leg => leg.C.CpuSeconds * 1e6 / count));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-36} ours {ours,12:N0}/s   C {c,12:N0}/s   ratio {ratio,5:F2}   "
            + $"CPU {figures[$"{name}.cpu_us"]:F2} us against {figures[$"{name}.c_cpu_us"]:F2} us"));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1
            ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
