using System.Diagnostics;
using Google.Protobuf;
using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.Core.Membership;
using Swarm.Model;
using Swarm.Protocol;
using Swarm.Simulation;

namespace Swarm.Benchmarks.Core;

/// <summary>The deciding core and the codecs alone, in one thread: medians of several runs after one to warm
/// up.</summary>
internal static class CoreBenchmark
{
    private const int Runs = 5;
    private const int SmallCampaign = 20_000;
    private const int LargeCampaign = 100_000;

    internal static void Run(Figures figures)
    {
        foreach (int agents in new[] { 1, 3, 7 })
        {
            Decide(agents, figures);
        }

        FoldLog(figures);
        FoldSubmission(figures);
        Encode(figures);
    }

    /// <summary>Independent no-ops.</summary>
    internal static CampaignGraph Campaign(string id, int activities)
    {
        ActivitySpec[] specs = new ActivitySpec[activities];
        for (int i = 0; i < activities; i++)
        {
            specs[i] = new ActivitySpec { Name = $"a{i}", Plugin = "noop" };
        }

        return CampaignGraph.Create(CampaignId.Parse(id), id, specs, []);
    }

    private static void Decide(int agents, Figures figures)
    {
        CampaignGraph graph = Campaign("decide", SmallCampaign);
        List<CoreSwarm> runs = Repeat(() =>
        {
            CoreSwarm swarm = new(agents);
            swarm.Form();
            swarm.RunCampaign(graph);
            return swarm;
        });
        string name = $"core.swarm{agents}";
        figures.Say($"{agents} cores in one process, {SmallCampaign:N0} no-ops");
        figures.Add($"{name}.steps_per_second", Of(runs, run => run.Steps / run.Seconds), "steps/s");
        figures.Add($"{name}.bytes_per_step", Of(runs, run => (double)run.Bytes / run.Steps), "bytes");
        figures.Add($"{name}.activities_per_second", Of(runs, run => SmallCampaign / run.Seconds),
            "activities/s of one core's time");
        figures.Add($"{name}.rounds_per_second", Of(runs, run => run.Rounds / run.Seconds), "decisions/s");
        figures.Add($"{name}.activities_per_round", Of(runs, run => (double)SmallCampaign / run.Rounds), "activities");
        figures.Add($"{name}.votes_per_second", Of(runs, run => run.Votes / run.Seconds), "votes/s");
        figures.Add($"{name}.messages_per_activity", Of(runs, run => (double)run.Messages / SmallCampaign), "messages");
    }

    // An agent that was not there reads the whole story.
    private static void FoldLog(Figures figures)
    {
        CoreSwarm swarm = new(3);
        swarm.Form();
        swarm.RunCampaign(Campaign("fold", SmallCampaign));
        List<(double Seconds, double Bytes)> runs = Repeat(() =>
        {
            AgentId id = AgentId.Parse("reader");
            Capabilities offer = new(["noop"], [], [], new Resources(2000, 1L << 30, 0), 1000);
            AgentCore core = new(Settings(id, offer), id, 1);
            Outbox outbox = new();
            return Timed(() =>
            {
                foreach (AgentInput.PoolEntry entry in swarm.Log)
                {
                    outbox.Clear();
                    core.Step(entry, new Instant(0), outbox);
                }
            });
        });
        figures.Say($"the fold of a log of {swarm.Log.Count:N0} entries, {SmallCampaign:N0} activities");
        figures.Add("core.fold.entries_per_second", Of(runs, run => swarm.Log.Count / run.Seconds), "entries/s");
        figures.Add("core.fold.activities_per_second", Of(runs, run => SmallCampaign / run.Seconds), "activities/s");
        figures.Add("core.fold.bytes_per_activity", Of(runs, run => run.Bytes / SmallCampaign), "bytes");
    }

    private static void FoldSubmission(Figures figures)
    {
        CampaignGraph graph = Campaign("large", LargeCampaign);
        ReadOnlyMemory<byte> bytes = CampaignCodec.Encode(graph);
        List<(double Seconds, double Bytes)> folds = Repeat(() =>
        {
            AgentId id = AgentId.Parse("reader");
            Capabilities offer = new(["noop"], [], [], new Resources(2000, 1L << 30, 0), 1000);
            AgentCore core = new(Settings(id, offer), id, 1);
            AgentInput.PoolEntry entry = new(1, id, 0, new PoolEvent.CampaignSubmitted(graph, Digest.Of(bytes.Span)));
            return Timed(() => core.Step(entry, new Instant(0), new Outbox()));
        });
        List<(double Seconds, double Bytes)> decodes = Repeat(() => Timed(() => CampaignCodec.Decode(bytes)));
        List<(double Seconds, double Bytes)> encodes = Repeat(() => Timed(() => CampaignCodec.Encode(graph)));
        figures.Say($"a campaign of {LargeCampaign:N0} activities, {bytes.Length / 1e6:F1} MB encoded");
        figures.Add("core.submit100k.fold_ms", Of(folds, run => run.Seconds * 1e3), "ms");
        figures.Add("core.submit100k.fold_bytes_per_activity", Of(folds, run => run.Bytes / LargeCampaign), "bytes");
        figures.Add("core.submit100k.decode_ms", Of(decodes, run => run.Seconds * 1e3), "ms, with all checks");
        figures.Add("core.submit100k.decode_bytes_per_activity", Of(decodes, run => run.Bytes / LargeCampaign),
            "bytes");
        figures.Add("core.submit100k.encode_ms", Of(encodes, run => run.Seconds * 1e3), "ms");
    }

    private static CoreSettings Settings(AgentId id, Capabilities offer) =>
        new() { Capabilities = offer, PublicKey = StandInSignatures.KeyOf(id), Endpoint = "reader:1" };

    private static void Encode(Figures figures)
    {
        const int activities = 256;
        CampaignId campaign = CampaignId.Parse("codec");
        MemberKey author = new(AgentId.Parse("agent-0"), new Incarnation(1));
        PoolEvent finished = new PoolEvent.Finished(author, [.. Enumerable.Range(0,
            activities).Select(index => new RunResult(
            new ActivityId(campaign, index), new Attempt(1), new ActivityOutcome.Succeeded(OutputManifest.Empty,
                RunFigures.None)))]);
        PeerMessage heartbeat = new PeerMessage.Heartbeat(7, 12_345, 6);
        byte[] entry = PoolCodec.Encode(finished);
        Swarm.Protocol.V1.PeerEnvelope envelope = PeerCodec.Encode(heartbeat);
        figures.Say($"codecs; a Finished entry of {activities} results has {entry.Length:N0} bytes");
        Rate("core.codec.finished256_encode", 2_000, () => PoolCodec.Encode(finished), figures);
        Rate("core.codec.finished256_decode", 2_000, () => PoolCodec.Decode(entry), figures);
        Rate("core.codec.heartbeat_encode", 500_000, () => PeerCodec.Encode(heartbeat).ToByteArray(), figures);
        Rate("core.codec.heartbeat_decode", 500_000, () => PeerCodec.Decode(envelope), figures);
    }

    private static void Rate(string name, int count, Action work, Figures figures)
    {
        List<(double Seconds, double Bytes)> runs = Repeat(() => Timed(() =>
        {
            for (int i = 0; i < count; i++)
            {
                work();
            }
        }));
        figures.Add($"{name}_per_second", Of(runs, run => count / run.Seconds), "/s");
        figures.Add($"{name}_bytes", Of(runs, run => run.Bytes / count), "bytes allocated");
    }

    private static List<T> Repeat<T>(Func<T> run)
    {
        run();
        return [.. Enumerable.Range(0, Runs).Select(_ => run())];
    }

    private static (double Seconds, double Bytes) Timed(Action work)
    {
        GC.Collect();
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        work();
        TimeSpan taken = Stopwatch.GetElapsedTime(start);
        return (taken.TotalSeconds, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }

    private static double Of<T>(List<T> runs, Func<T, double> figure) => Figures.Median([.. runs.Select(figure)]);
}
