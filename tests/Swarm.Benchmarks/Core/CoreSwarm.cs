using System.Diagnostics;
using Swarm.Core;
using Swarm.Core.Membership;
using Swarm.Model;
using Swarm.Simulation;

namespace Swarm.Benchmarks.Core;

/// <summary>
/// Shipped cores in one thread, joined by queues that lose nothing and take no time, with a log that is a list. Only
/// stepping is timed: what a real agent needs besides is the matter of the other measurements.
/// </summary>
internal sealed class CoreSwarm
{
    private const int Burst = 256;
    private const long Epoch = 1_700_000_000_000_000;
    private const long TickMicros = 5_000;

    private readonly List<Place> _places = [];
    private readonly List<AgentInput.PoolEntry> _log = [];
    private long _now;

    internal CoreSwarm(int agents)
    {
        for (int i = 0; i < agents; i++)
        {
            AgentId id = AgentId.Parse($"agent-{i}");
            Capabilities offer = new(["noop"], [], [], new Resources(2000, 1L << 30, 0), 1000);
            CoreSettings settings = new()
            {
                Capabilities = offer,
                PublicKey = StandInSignatures.KeyOf(id),
                Endpoint = $"{id}:1",
                MayFound = i == 0,
            };
            _places.Add(new Place(id, new AgentCore(settings, id, (ulong)i + 1)));
            _places[i].Inputs.Enqueue(new AgentInput.CaughtUp());
        }
    }

    internal IReadOnlyList<AgentInput.PoolEntry> Log => _log;

    internal long Steps { get; private set; }

    internal long Votes { get; private set; }

    internal long Messages { get; private set; }

    internal long Bytes { get; private set; }

    /// <summary>Time spent in steps, in seconds.</summary>
    internal double Seconds => (double)_ticks / Stopwatch.Frequency;

    /// <summary>Decisions in the log.</summary>
    internal int Rounds => _log.Count(entry => entry.Event is PoolEvent.Assigned);

    private long _ticks;

    /// <summary>Runs until everybody is a member of one view.</summary>
    internal void Form() => Until(() => _places.TrueForAll(place =>
        place.Core.Reading.View.Members.Count == _places.Count));

    /// <summary>Runs a campaign of no-ops to its end; counts from here.</summary>
    internal void RunCampaign(CampaignGraph graph)
    {
        Steps = Votes = Messages = Bytes = _ticks = 0;
        Append(_places[0].Id, new PoolEvent.CampaignSubmitted(graph, Digest.Of([1])));
        Until(() => _places[0].Core.Reading.Find(graph.Id)?.State.IsFinal() ?? false);
    }

    private void Until(Func<bool> done)
    {
        for (long limit = _now + 3_600_000_000; !done();)
        {
            if (_now > limit)
            {
                throw new InvalidOperationException("an hour of virtual time went by without an end");
            }

            bool idle = true;
            foreach (Place place in _places)
            {
                idle &= place.Inputs.Count == 0;
                Turn(place);
            }

            if (idle)
            {
                _now += TickMicros;
                _places.ForEach(place => place.Inputs.Enqueue(AgentInput.Tick.Instance));
            }
        }
    }

    // As the agent's own loop does it: a burst of inputs, then one pause in which it decides.
    private void Turn(Place place)
    {
        for (int i = 0; i < Burst && place.Inputs.TryDequeue(out AgentInput? input); i++)
        {
            Step(place, input);
        }

        Step(place, AgentInput.Pause.Instance);
        _now += 50;
    }

    private void Step(Place place, AgentInput input)
    {
        place.Outbox.Clear();
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        place.Core.Step(input, new Instant(_now), place.Outbox);
        _ticks += Stopwatch.GetTimestamp() - start;
        Bytes += GC.GetAllocatedBytesForCurrentThread() - bytes;
        Steps++;
        foreach (Effect effect in place.Outbox.Effects)
        {
            Do(place, effect);
        }
    }

    private void Do(Place place, Effect effect)
    {
        switch (effect)
        {
            case Effect.Send send:
                Messages++;
                Votes += send.Message is PeerMessage.VoteCast ? 1 : 0;
                _places.Find(one => one.Id == send.To)!.Inputs.Enqueue(new AgentInput.Peer(place.Core.Self,
                    send.Message));
                break;
            case Effect.Sign sign:
                place.Inputs.Enqueue(
                    new AgentInput.Signed(sign.Draft, StandInSignatures.Sign(place.Id, sign.Statement)));
                break;
            case Effect.Append append:
                ulong sequence = Append(place.Id, append.Event);
                place.Inputs.Enqueue(new AgentInput.AppendAnswered(append.Number, new AppendOutcome.Stored(sequence)));
                break;
            case Effect.Run run:
                place.Inputs.Enqueue(new AgentInput.RunEnded(new RunResult(
                    run.Order.Activity,
                    run.Order.Attempt,
                    new ActivityOutcome.Succeeded(OutputManifest.Empty, RunFigures.None))));
                break;
            default:
                break;
        }
    }

    private ulong Append(AgentId author, PoolEvent entry)
    {
        AgentInput.PoolEntry stored = new((ulong)_log.Count + 1, author, Epoch + _now, entry);
        _log.Add(stored);
        _places.ForEach(place => place.Inputs.Enqueue(stored));
        return stored.Sequence;
    }

    /// <summary>One agent and what waits for it.</summary>
    private sealed record Place(AgentId Id, AgentCore Core)
    {
        internal Queue<AgentInput> Inputs { get; } = new();

        internal Outbox Outbox { get; } = new();
    }
}
