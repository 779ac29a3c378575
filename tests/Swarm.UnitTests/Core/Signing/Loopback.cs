using Google.Protobuf;
using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.Core.Membership;
using Swarm.Model;
using PeerEnvelope = Swarm.Protocol.V1.PeerEnvelope;


namespace Swarm.UnitTests.Core.Signing;

/// <summary>
/// Whole agents without their hands in one thread, with real keys and the real wire between them, and somebody on the
/// network who may do with each message what it likes.
/// </summary>
internal sealed class Loopback : IDisposable
{
    private const long TickMicros = 5_000;
    private const long Epoch = 1_700_000_000_000_000;

    private readonly List<AgentInput.PoolEntry> _log = [];
    private long _now;

    internal Loopback(int agents, SwarmRules rules)
    {
        for (int i = 0; i < agents; i++)
        {
            Agents.Add(new LoopbackAgent(AgentId.Parse($"agent-{i}"), rules, i == 0));
        }
    }

    internal List<LoopbackAgent> Agents { get; } = [];

    internal IReadOnlyList<AgentInput.PoolEntry> Log => _log;

    /// <summary>What events the cores told, of trouble only.</summary>
    internal List<AgentEvent> Seen { get; } = [];

    /// <summary>What becomes of a message; nothing is changed by default.</summary>
    internal Func<Letter, IEnumerable<Letter>> Network { get; set; } = letter => [letter];

    /// <summary>Whether an entry reaches the log; all do by default.</summary>
    internal Func<AgentId, PoolEvent, bool> Stores { get; set; } = (_, _) => true;

    /// <summary>How many steps of virtual time were waited for.</summary>
    internal long ElapsedMicros => _now;

    /// <summary>Runs until everybody is a member of one view.</summary>
    internal void Form() => Until(() =>
        Agents.TrueForAll(agent => agent.Core.Reading.View.Members.Count == Agents.Count));

    /// <summary>Submits a campaign of no-ops and runs until it has ended.</summary>
    internal void RunCampaign(string id, int activities)
    {
        ActivitySpec[] specs =
            [.. Enumerable.Range(0, activities).Select(i => new ActivitySpec { Name = $"a{i}", Plugin = "noop" })];
        CampaignGraph graph = CampaignGraph.Create(CampaignId.Parse(id), id, specs, []);
        Append(Agents[0].Id, new PoolEvent.CampaignSubmitted(graph, Digest.Of([1])));
        Until(() => Agents.TrueForAll(agent => agent.Core.Reading.Find(graph.Id)?.State.IsFinal() ?? false));
    }

    internal void Until(Func<bool> done)
    {
        for (long limit = _now + 120_000_000; !done();)
        {
            Assert(_now < limit, "two minutes of virtual time went by without an end");
            bool idle = true;
            foreach (LoopbackAgent agent in Agents)
            {
                idle &= agent.Inputs.Count == 0;
                Turn(agent);
            }

            if (idle)
            {
                _now += TickMicros;
                Agents.ForEach(agent => agent.Inputs.Enqueue(AgentInput.Tick.Instance));
            }
        }
    }

    /// <summary>Puts an entry into the log, as whoever it says.</summary>
    internal ulong Append(AgentId author, PoolEvent entry)
    {
        PoolEvent wire = entry is PoolEvent.CampaignSubmitted
            ? entry : ((PoolRead.Complete)PoolCodec.Decode(PoolCodec.Encode(entry))).Says;
        AgentInput.PoolEntry stored = new((ulong)_log.Count + 1, author, Epoch + _now, wire);
        _log.Add(stored);
        Agents.ForEach(agent => agent.Read(stored));
        return stored.Sequence;
    }

    /// <summary>Brings a message to a gate.</summary>
    /// <returns>Whether it passed.</returns>
    internal bool Arrive(Letter letter)
    {
        byte[] wire = PeerCodec.Encode(letter.Message).ToByteArray();
        LoopbackAgent to = Of(letter.To);
        int waiting = to.Inputs.Count;
        to.Gate.Hear(new AgentInput.Peer(letter.From, PeerCodec.Decode(PeerEnvelope.Parser.ParseFrom(wire))));
        return to.Inputs.Count > waiting;
    }

    internal LoopbackAgent Of(AgentId id) => Agents.Find(agent => agent.Id == id)!;

    public void Dispose() => Agents.ForEach(agent => agent.Dispose());

    private static void Assert(bool condition, string truth)
    {
        if (!condition)
        {
            throw new InvalidOperationException(truth);
        }
    }

    private void Turn(LoopbackAgent agent)
    {
        for (int i = 0; i < 256 && agent.Inputs.TryDequeue(out AgentInput? input); i++)
        {
            Step(agent, input);
        }

        Step(agent, AgentInput.Pause.Instance);
        _now += 50;
    }

    private void Step(LoopbackAgent agent, AgentInput input)
    {
        agent.Outbox.Clear();
        agent.Core.Step(input, new Instant(_now), agent.Outbox);
        foreach (Effect effect in agent.Outbox.Effects)
        {
            Do(agent, effect);
        }
    }

    private void Do(LoopbackAgent agent, Effect effect)
    {
        switch (effect)
        {
            case Effect.Send send when agent.Core.Self != default:
                Deliver(new Letter(agent.Core.Self, send.To, send.Message));
                break;
            case Effect.Sign sign:
                agent.Inputs.Enqueue(agent.Signer.Sign(sign));
                break;
            case Effect.Append append when Stores(agent.Id, append.Event):
                ulong sequence = Append(agent.Id, append.Event);
                agent.Inputs.Enqueue(new AgentInput.AppendAnswered(append.Number, new AppendOutcome.Stored(sequence)));
                break;
            case Effect.Run run:
                agent.Inputs.Enqueue(new AgentInput.RunEnded(new RunResult(
                    run.Order.Activity,
                    run.Order.Attempt,
                    new ActivityOutcome.Succeeded(OutputManifest.Empty, RunFigures.None))));
                break;
            case Effect.Observe { Event: AgentEvent.PeerMisbehaved or AgentEvent.MemberBarred } observe:
                Seen.Add(observe.Event);
                break;
            default:
                break;
        }
    }

    private void Deliver(Letter letter)
    {
        foreach (Letter arrived in Network(letter))
        {
            Arrive(arrived);
        }
    }
}
