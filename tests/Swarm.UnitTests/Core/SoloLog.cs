using Swarm.Core;
using Swarm.Model;
using Swarm.Simulation;

namespace Swarm.UnitTests.Core;

/// <summary>The log that a swarm of one agent writes about one campaign, from its founding to its end.</summary>
internal sealed class SoloLog
{
    private const int MaxSteps = 10_000;

    private readonly LoneAgent _agent = new(seed: 1);
    private readonly Queue<AgentInput> _inputs = new();
    private readonly CampaignGraph _graph;
    private readonly ActivityOutcome[] _outcomes;

    private SoloLog(int activities, ActivityOutcome[] outcomes)
    {
        _outcomes = outcomes;
        _graph = CampaignGraph.Create(
            CampaignId.Parse("c1"),
            "test",
            [
                .. Enumerable.Range(0, activities)
                    .Select(i => new ActivitySpec { Name = $"a{i}", Plugin = "noop", Retries = outcomes.Length }),
            ],
            []);
    }

    internal List<AgentInput.PoolEntry> Entries { get; } = [];

    /// <summary>Runs a campaign; the attempts of each activity end in these ways, one after the other.</summary>
    internal static SoloLog Of(int activities, params ActivityOutcome[] outcomes)
    {
        SoloLog log = new(activities, outcomes);
        log.Run();
        return log;
    }

    internal ActivityId Activity(int index) => new(_graph.Id, index);

    private void Run()
    {
        _inputs.Enqueue(new AgentInput.CaughtUp());
        for (int i = 0; i < MaxSteps; i++)
        {
            if (!_inputs.TryDequeue(out AgentInput? input))
            {
                input = i % 2 == 0 ? AgentInput.Tick.Instance : AgentInput.Pause.Instance;
            }

            foreach (Effect effect in _agent.Step(input))
            {
                Do(effect);
            }

            if (_agent.Core.Reading.Find(_graph.Id) is { } campaign && campaign.State.IsFinal())
            {
                return;
            }
        }

        throw new InvalidOperationException("the campaign did not end");
    }

    private void Do(Effect effect)
    {
        switch (effect)
        {
            case Effect.Append append:
                Append(append.Event);
                _inputs.Enqueue(
                    new AgentInput.AppendAnswered(append.Number, new AppendOutcome.Stored((ulong)Entries.Count)));
                break;
            case Effect.Sign sign:
                _inputs.Enqueue(new AgentInput.Signed(
                    sign.Draft, StandInSignatures.Sign(AgentId.Parse(LoneAgent.Solo), sign.Statement)));
                break;
            case Effect.Run run:
                ActivityOutcome outcome = _outcomes[Math.Min(run.Order.Attempt.Number, _outcomes.Length) - 1];
                _inputs.Enqueue(new AgentInput.RunEnded(new(run.Order.Activity, run.Order.Attempt, outcome)));
                break;
            default:
                break;
        }
    }

    private void Append(PoolEvent entry)
    {
        ulong sequence = (ulong)Entries.Count + 1;
        Entries.Add(new AgentInput.PoolEntry(sequence, AgentId.Parse(LoneAgent.Solo), (long)sequence * 1_000, entry));
        _inputs.Enqueue(Entries[^1]);
        if (entry is PoolEvent.Founded)
        {
            Append(new PoolEvent.CampaignSubmitted(_graph, Digest.Of("body"u8)));
        }
    }
}
