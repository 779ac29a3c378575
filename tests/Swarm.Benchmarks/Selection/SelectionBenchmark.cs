using System.Diagnostics;
using System.Text.RegularExpressions;
using Swarm.Agent.Identity;
using Swarm.Benchmarks.Core;
using Swarm.Core.Consensus;
using Swarm.Model;

namespace Swarm.Benchmarks.Selection;

/// <summary>
/// Decisions a second of one committee with real codecs and signatures, against a loop that does nothing but the
/// cryptography of as many decisions, on the same cores and in turn with it; and how long real daemons take. The
/// environment variable <c>SWARM_SELECTION</c>, a regular expression, picks some: <c>all4.batch</c>, <c>daemons</c>.
/// </summary>
internal static class SelectionBenchmark
{
    private const int Legs = 3;

    private static readonly TimeSpan s_crypto = TimeSpan.FromSeconds(1);

    internal static async Task RunAsync(Figures figures, CancellationToken cancellationToken)
    {
        string only = Environment.GetEnvironmentVariable("SWARM_SELECTION") ?? "";
        foreach (int members in new[] { 4, 7, 10 })
        {
            figures.Say($"a committee of {members}, quorum {new Quorum(members).Size}");
            foreach (SelectionCase one in Cases(members).Where(one => Regex.IsMatch(one.Name, only)))
            {
                await MeasureAsync(one, figures, cancellationToken);
            }
        }

        if (Regex.IsMatch("daemons", only))
        {
            await DecisionLatency.RunAsync(figures, cancellationToken);
        }
    }

    // Fewer where each costs more: a leg takes a few seconds.
    private static IEnumerable<SelectionCase> Cases(int members)
    {
        int alone = 48_000 / (members * members);
        int batched = 64 * 16_000 / (members * members);
        return
        [
            new(AgreementMode.AllToAll, members, 1, true, alone),
            new(AgreementMode.AllToAll, members, 64, true, batched),
            new(AgreementMode.AllToAll, members, 1, false, 2 * alone),
            new(AgreementMode.AllToAll, members, 64, false, batched),
            new(AgreementMode.Collector, members, 1, true, alone),
            new(AgreementMode.Collector, members, 20, true, 10 * alone),
            new(AgreementMode.Collector, members, 64, true, batched),
            new(AgreementMode.SingleVote, members, 1, true, alone),
            new(AgreementMode.SingleVote, members, 64, true, batched),
        ];
    }

    private static async Task MeasureAsync(SelectionCase one, Figures figures, CancellationToken cancellationToken)
    {
        List<SelectionLeg> legs = [];
        List<double> rounds = [];
        for (int leg = 0; leg <= Legs; leg++)
        {
            (double Rate, double CpuMicros) crypto = one.IsSigned ? await CryptoAsync(one, cancellationToken) : default;
            using SelectionSwarm swarm = new(one);
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            TimeSpan taken =
                await swarm.RunAsync(CoreBenchmark.Campaign("select", one.Activities), cancellationToken);
            cpu = Environment.CpuUsage.TotalTime - cpu;
            if (leg > 0)
            {
                legs.Add(new SelectionLeg(
                    swarm.Decisions / taken.TotalSeconds,
                    cpu.TotalMicroseconds / swarm.Decisions,
                    (double)swarm.Agents.Sum(agent => agent.Messages) / one.Activities,
                    (double)one.Activities / swarm.Decisions,
                    crypto.Rate,
                    crypto.CpuMicros));
                rounds.AddRange(swarm.Agents.SelectMany(agent => agent.RoundMicros));
            }
        }

        string name = $"selection.{one.Name}";
        void Add(string what, Func<SelectionLeg, double> of, string unit) =>
            figures.Add($"{name}.{what}", Figures.Median([.. legs.Select(of)]), unit);
        Add("decisions_per_second", leg => leg.Rate, "decisions/s");
        Add("activities_per_second", leg => leg.Rate * leg.ActivitiesPerDecision, "activities/s");
        Add("messages_per_activity", leg => leg.MessagesPerActivity, "messages");
        Add("cpu_us", leg => leg.CpuMicros, "us of processor time a decision");
        figures.Add($"{name}.round_p50_us", Figures.Median(rounds), "us");
        if (one.IsSigned)
        {
            Add("of_crypto_only", leg => leg.Rate / leg.CryptoRate, "of a crypto-only loop");
            Add("of_crypto_only_cpu", leg => leg.CryptoCpuMicros / leg.CpuMicros, "of it by processor time");
        }
    }

    // What a decision cannot do without, on as many threads as there are cores.
    private static async Task<(double Rate, double CpuMicros)> CryptoAsync(
        SelectionCase one, CancellationToken cancellationToken)
    {
        (int signs, int checks) = CostOf(one);
        long began = Stopwatch.GetTimestamp();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long[] decided = await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(
            _ => Task.Run(() => Decide(signs, checks), cancellationToken)));
        cpu = Environment.CpuUsage.TotalTime - cpu;
        return (
            decided.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds, cpu.TotalMicroseconds / decided.Sum());
    }

    private static (int Signs, int Checks) CostOf(SelectionCase one)
    {
        int n = one.Members;
        int q = new Quorum(n).Size;
        return one.Mode switch
        {
            // A proposal and n commits; everybody else checks the proposal, and all check a quorum but their own.
            AgreementMode.AllToAll => (n + 1, n - 1 + (n * (q - 1))),

            // Everybody signs twice; the collector checks two quorums, the others the proposal, the prepares that are
            // forwarded but their own and the proposer's, and the commits in the log.
            AgreementMode.Collector => (2 * n, (2 * (q - 1)) + ((n - 1) * (1 + (q - 2) + (q - 1)))),

            // A proposal that is the proposer's vote, and the votes of the others.
            _ => (n, n * (q - 1)),
        };
    }

    private static long Decide(int signs, int checks)
    {
        using AgentKey key = AgentKey.New();
        VerifyingKey verifying = new(key.PublicKey);
        Digest statement = Digest.Of([1]);
        long began = Stopwatch.GetTimestamp();
        long decided = 0;
        while (Stopwatch.GetElapsedTime(began) < s_crypto)
        {
            byte[] signature = [];
            for (int i = 0; i < signs; i++)
            {
                signature = key.Sign(statement);
            }

            for (int i = 0; i < checks; i++)
            {
                if (!verifying.Holds(statement, signature))
                {
                    throw new InvalidOperationException("a signature does not hold");
                }
            }

            decided++;
        }

        return decided;
    }
}
