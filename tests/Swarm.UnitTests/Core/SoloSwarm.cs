using Swarm.Agent;
using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.Core.Authorisation;
using Swarm.Core.Consensus;
using Swarm.Core.Ledger;
using Swarm.Core.Membership;
using Swarm.Model;
using Swarm.Simulation;

namespace Swarm.UnitTests.Core;

/// <summary>One core alone with a log that answers at once; its runs last until the test ends them.</summary>
internal sealed class SoloSwarm
{
    private const long Epoch = 1_700_000_000_000_000;
    private const long TickMicros = 100_000;

    private readonly AgentId _id = AgentId.Parse("solo");
    private readonly Queue<AgentInput> _inputs = new();
    private readonly Outbox _outbox = new();
    private long _now;

    internal SoloSwarm(Func<RecordedProcess, InputRecorder>? record = null, Allowance? allow = null)
    {
        Settings = new()
        {
            Capabilities = new Capabilities(["noop"], [], [], Resources.OneCore, 1000)
            {
                Allow = allow ?? Allowance.Everybody,
            },
            PublicKey = StandInSignatures.KeyOf(_id),
            Endpoint = "solo:1",
            MayFound = true,
        };
        Core = new AgentCore(Settings, _id, 1);
        Recorder = record?.Invoke(new RecordedProcess(_id, "test", 1, Settings));
        _inputs.Enqueue(new AgentInput.CaughtUp());
        Pass(1_000_000);
    }

    internal AgentCore Core { get; }

    internal InputRecorder? Recorder { get; }

    internal CoreSettings Settings { get; }

    internal List<AgentInput.PoolEntry> Log { get; } = [];

    internal List<RunOrder> Runs { get; } = [];

    /// <summary>Whether what the core appends is lost.</summary>
    internal bool IsMute { get; set; }

    /// <summary>Whether the broker's clock stands still.</summary>
    internal bool IsClockStopped { get; set; }

    /// <summary>Entries that only show that somebody wrote.</summary>
    internal int EmptyReports => Log.Count(entry => entry.Event is PoolEvent.Running { Runs.Count: 0 });

    /// <summary>Submits a campaign of single activities.</summary>
    internal CampaignGraph Submit(params ActivitySpec[] activities)
    {
        CampaignGraph graph = CampaignGraph.Create(CampaignId.Parse("c"), "campaign", activities, []);
        Append(new PoolEvent.CampaignSubmitted(graph, Digest.Of([1])));
        Pass(1_000_000);
        return graph;
    }

    /// <summary>Submits an owner's campaign of activities that need nothing.</summary>
    internal void Submit(CampaignOwner owner, string id, int activities = 1)
    {
        CampaignGraph graph = CampaignGraph.Create(
            CampaignId.Parse(id),
            id,
            [.. Enumerable.Range(0, activities).Select(i => new ActivitySpec { Name = $"n{i}", Plugin = "noop" })],
            []);
        Append(new PoolEvent.CampaignSubmitted(graph, Digest.Of([1])) { Owner = owner });
        Pass(1_000_000);
    }

    /// <summary>Gives the only agent an activity that it did not bid for.</summary>
    internal void Assign(ActivityId activity)
    {
        LogFold fold = new(Settings);
        Log.ForEach(entry => fold.Apply(entry, new FoldNews()));
        Slot slot = fold.NextSlot(0);
        Batch batch = new([new BatchItem(activity, Attempt.First, Core.Self)]);
        Digest digest = batch.DigestIn(Core.Reading.Swarm, slot);
        SignedVote vote = FoldedLog.Sign(
            new(slot, 0, VotePhase.Commit, digest, Core.Self, default), Core.Reading.Swarm);
        Append(new PoolEvent.Assigned(slot, batch, new Certificate(slot, 0, digest, [vote])));
    }

    /// <summary>Ends a run well.</summary>
    internal void End(RunOrder run, OutputManifest outputs)
    {
        _inputs.Enqueue(new AgentInput.RunEnded(new RunResult(
            run.Activity, run.Attempt, new ActivityOutcome.Succeeded(outputs, RunFigures.None))));
        Pass(1_000_000);
    }

    /// <summary>Says that a run went on.</summary>
    internal void Advance(RunOrder run, ActivityState state) =>
        _inputs.Enqueue(new AgentInput.RunAdvanced(new RunReport(run.Activity, run.Attempt, state)));

    /// <summary>Lets time go by.</summary>
    internal void Pass(long micros)
    {
        for (long end = _now + micros; _now < end; _now += TickMicros)
        {
            _inputs.Enqueue(AgentInput.Tick.Instance);
            while (_inputs.TryDequeue(out AgentInput? input))
            {
                Step(input);
            }
        }
    }

    private void Step(AgentInput input)
    {
        Decide(input);
        Decide(AgentInput.Pause.Instance);
    }

    private void Decide(AgentInput input)
    {
        Recorder?.Add(input, new Instant(_now));
        _outbox.Clear();
        Core.Step(input, new Instant(_now), _outbox);
        Recorder?.Note(_outbox.Effects.Count);
        foreach (Effect effect in _outbox.Effects.ToArray())
        {
            switch (effect)
            {
                case Effect.Append append:
                    AppendOutcome outcome = IsMute
                        ? new AppendOutcome.Unknown("no answer") : new AppendOutcome.Stored(Append(append.Event));
                    _inputs.Enqueue(new AgentInput.AppendAnswered(append.Number, outcome));
                    break;
                case Effect.Sign sign:
                    _inputs.Enqueue(new AgentInput.Signed(sign.Draft, StandInSignatures.Sign(_id, sign.Statement)));
                    break;
                case Effect.Run run:
                    Runs.Add(run.Order);
                    break;
                default:
                    break;
            }
        }
    }

    private ulong Append(PoolEvent entry)
    {
        AgentInput.PoolEntry stored = new((ulong)Log.Count + 1, _id, Epoch + (IsClockStopped ? 0 : _now), entry);
        Log.Add(stored);
        _inputs.Enqueue(stored);
        return stored.Sequence;
    }
}
