using System.Diagnostics;
using Swarm.Agent.Identity;
using Swarm.Benchmarks.Core;
using Swarm.Core.Consensus;
using Swarm.Model;

namespace Swarm.Benchmarks.Selection;

/// <summary>
/// Decisions a second of one committee with real codecs and signatures, against a loop that does nothing but the
/// cryptography of as many decisions, on the same cores and in turn with it.
/// </summary>
internal static class SelectionBenchmark
{
    private const int Legs = 3;

    private static readonly TimeSpan s_crypto = TimeSpan.FromSeconds(1);

    internal static async Task RunAsync(Figures figures, CancellationToken cancellationToken)
    {
        string? only = Environment.GetEnvironmentVariable("SWARM_SELECTION");
        foreach (int members in new[] { 4, 7, 10 }.Where(n => only is null || only == $"{n}"))
        {
            figures.Say($"a committee of {members}, quorum {new Quorum(members).Size}");
            await MeasureAsync(new(AgreementMode.AllToAll, members, 1, true, 2_000), figures, cancellationToken);
            await MeasureAsync(new(AgreementMode.AllToAll, members, 64, true, 64_000), figures, cancellationToken);
            await MeasureAsync(new(AgreementMode.AllToAll, members, 1, false, 4_000), figures, cancellationToken);
            await MeasureAsync(new(AgreementMode.AllToAll, members, 64, false, 64_000), figures, cancellationToken);
            await MeasureAsync(new(AgreementMode.Collector, members, 1, true, 1_000), figures, cancellationToken);
            await MeasureAsync(new(AgreementMode.Collector, members, 64, true, 32_000), figures, cancellationToken);
            await MeasureAsync(new(AgreementMode.SingleVote, members, 1, true, 2_000), figures, cancellationToken);
            await MeasureAsync(new(AgreementMode.SingleVote, members, 64, true, 64_000), figures, cancellationToken);
        }
    }

    private static async Task MeasureAsync(SelectionCase one, Figures figures, CancellationToken cancellationToken)
    {
        List<double> decisions = [];
        List<double> activities = [];
        List<double> ratios = [];
        List<double> messages = [];
        List<double> rounds = [];
        for (int leg = 0; leg <= Legs; leg++)
        {
            double crypto = one.IsSigned ? await CryptoAsync(one, cancellationToken) : 0;
            using SelectionSwarm swarm = new(one);
            TimeSpan taken =
                await swarm.RunAsync(CoreBenchmark.Campaign("select", one.Activities), cancellationToken);
            double rate = swarm.Decisions / taken.TotalSeconds;
            if (leg > 0)
            {
                decisions.Add(rate);
                activities.Add(one.Activities / taken.TotalSeconds);
                ratios.Add(rate / crypto);
                messages.Add((double)swarm.Agents.Sum(agent => agent.Messages) / one.Activities);
                rounds.AddRange(swarm.Agents.SelectMany(agent => agent.RoundMicros));
            }
        }

        string name = $"selection.{one.Name}";
        figures.Add($"{name}.decisions_per_second", Figures.Median(decisions), "decisions/s");
        figures.Add($"{name}.activities_per_second", Figures.Median(activities), "activities/s");
        figures.Add($"{name}.messages_per_activity", Figures.Median(messages), "messages");
        figures.Add($"{name}.round_p50_us", Figures.Median(rounds), "us");
        if (one.IsSigned)
        {
            figures.Add($"{name}.of_crypto_only", Figures.Median(ratios), "of a crypto-only loop");
        }
    }

    // What a decision cannot do without, on as many threads as there are cores.
    private static async Task<double> CryptoAsync(SelectionCase one, CancellationToken cancellationToken)
    {
        (int signs, int checks) = CostOf(one);
        long began = Stopwatch.GetTimestamp();
        long[] decided = await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(
            _ => Task.Run(() => Decide(signs, checks), cancellationToken)));
        return decided.Sum() / Stopwatch.GetElapsedTime(began).TotalSeconds;
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
