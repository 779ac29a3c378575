using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Checkers;

/// <summary>
/// Looks after every step: each checker sees what concerns it, and the first that finds fault ends the run.
/// </summary>
internal sealed class Watch(ulong seed, string words, Transcript? transcript)
{
    private readonly CertificateChecker _certificates = new();
    private readonly SingleRunChecker _singleRun = new();
    private readonly LedgerChecker _ledger = new();
    private LogJudge _judge = null!;
    private VoteRules _votes = null!;
    private AgreementChecker _agreement = null!;
    private SimWorld _world = null!;

    /// <summary>How many decisions stand.</summary>
    internal int Decisions => _judge.Decisions;

    /// <summary>How many results stand.</summary>
    internal int Results => _judge.Results;

    /// <summary>How many members were cut out of a view.</summary>
    internal int Cuts => _judge.Cuts;

    /// <summary>How often a run was taken back, as each process tells it.</summary>
    internal int Revocations { get; private set; }

    /// <summary>How many silent proposers were replaced, as each process counts them.</summary>
    internal int RoundTimeouts { get; private set; }

    /// <summary>The slot that a bucket decides next.</summary>
    internal Slot NextSlot(int bucket) => _judge.NextSlot(bucket);

    /// <summary>Looks at this world from now on.</summary>
    internal void Use(SimWorld world)
    {
        _world = world;
        _judge = new LogJudge(world.Seals, world.Rules);
        _votes = new VoteRules(world.Rules.Mode);
        _agreement = new AgreementChecker(world.Rules.Mode);
    }

    /// <summary>Tells whoever reads along.</summary>
    internal void Tell(string what) => transcript?.Tell(_world.Clock.Now, what);

    /// <summary>An entry is in the log.</summary>
    internal void OnStored(AgentInput.PoolEntry entry) => transcript?.Stored(_world.Clock.Now, entry);

    /// <summary>A process has folded an entry and says what it changed.</summary>
    internal void OnFolded(SimProcess process, AgentInput.PoolEntry entry, IReadOnlyList<Effect> effects)
    {
        List<AgentEvent> news =
            [.. effects.OfType<Effect.Observe>().Select(observe => observe.Event).Where(IsOfTheLog)];
        if (_ledger.IsFirst(entry.Sequence))
        {
            AgentInput.PoolEntry stored = _world.Pool.Entries[(int)entry.Sequence - 1];
            Demand(_judge.Judge(stored, news, process.Core.Reading));
            Demand(NoFalseKill.Check(_judge.LastCut, _world));
            if (!news.Any(seen => seen is AgentEvent.EntryIgnored))
            {
                Demand(_agreement.OnLogged(entry.Event));
                Demand(_certificates.Check(entry, _world));
                Demand(NoFalseClaim.Check(entry, _world));
            }
        }

        bool isSucceeded = entry.Event is PoolEvent.Joining && entry.Author == process.Agent.Id
            && process.Self != default && entry.Sequence > process.Self.Incarnation.Sequence
            && !news.Any(seen => seen is AgentEvent.EntryIgnored);
        Demand(!isSucceeded || effects.Any(effect => effect is Effect.Stop)
            ? null : $"{process.Self} goes on after another process of its agent has taken over");

        Demand(_ledger.Check(process, entry.Sequence, news));
    }

    /// <summary>An agent has its key sign something.</summary>
    internal void OnSigned(SimProcess from, PeerMessage draft)
    {
        _certificates.OnSigned(draft);
        Demand(_agreement.OnSaid(from, draft, _world));
        Demand(_votes.OnSaid(from, draft));
    }

    /// <summary>A word whose signatures do not hold was kept out.</summary>
    internal void OnForged(SimProcess to, AgentInput.Peer word) =>
        Demand(_world.Agents.Any(agent => agent.Id == word.From.Agent && agent.IsLiar)
            ? null : $"{to.Agent.Id} finds that {word.From}, who is honest, forged a {word.Message}");

    /// <summary>An agent says something to another.</summary>
    internal void OnSaid(SimProcess from, Effect.Send word)
    {
        transcript?.Said(_world.Clock.Now, from, word);
        Demand(_agreement.OnSaid(from, word.Message, _world));
        if (from.Agent.IsLiar)
        {
            _judge.Distrust();
        }
        else
        {
            Demand(_votes.OnSaid(from, word.Message));
        }
    }

    /// <summary>A run starts.</summary>
    internal void OnRun(SimProcess process, RunOrder order)
    {
        Demand(_judge.OnRun(process.Self, order));
        Demand(_singleRun.OnRun(order.Activity, order.Attempt, process.Self));
    }

    /// <summary>A result becomes visible.</summary>
    internal void OnPublish(SimProcess process, Effect.Publish publish) =>
        Demand(_singleRun.OnPublish(publish.Activity, publish.Attempt, process.Agent.Id));

    /// <summary>An agent has something to tell those who watch.</summary>
    internal void OnObserved(SimProcess process, AgentEvent seen)
    {
        if (seen is AgentEvent.PeerMisbehaved misbehaved)
        {
            bool isLiar = _world.Agents.Any(agent => agent.Id == misbehaved.Peer.Agent && agent.IsLiar);
            Demand(isLiar ? null : $"{process.Agent.Id} blames {misbehaved.Peer}, who is honest: {misbehaved.Why}");
        }

        CampaignChange? change = seen switch
        {
            AgentEvent.CampaignAccepted accepted => accepted.Change,
            AgentEvent.CampaignChanged changed => changed.Change,
            _ => null,
        };
        Revocations += change is { Code: ErrorCode.NoProgress } ? 1 : 0;
        RoundTimeouts += seen is AgentEvent.RoundTimedOut ? 1 : 0;
        if (change is { Activity: < 0 } && _ledger.IsNews(change))
        {
            _world.User.OnChanged(change.Campaign, change.State);
        }

        transcript?.Observed(_world.Clock.Now, process, seen);
    }

    /// <summary>
    /// Tells what each agent says of what is not final: where their stories differ is where to look.
    /// </summary>
    internal void TellWhatWaits()
    {
        foreach (SimProcess process in _world.Agents.Where(agent => agent.IsUp && transcript is not null)
            .Select(agent => agent.Process!))
        {
            CoreReading reading = process.Core.Reading;
            foreach (CampaignId id in reading.Campaigns.Where(id => !reading.Find(id)!.State.IsFinal()))
            {
                CampaignReading campaign = reading.Find(id)!;
                for (int i = 0; i < campaign.Graph.Activities.Count; i++)
                {
                    ActivityReading activity = campaign.Activity(i);
                    if (!activity.State.IsFinal())
                    {
                        Tell($"{process.Agent.Id}: {id}/{i} attempt {activity.Attempt} is {activity.State}: "
                            + string.Join("; ", reading.Explain(id, i, process.LocalNow)));
                    }
                }
            }
        }
    }

    /// <summary>Ends the run with what is wrong.</summary>
    internal SimulationException Wrong(string what) => new(seed, words, what);

    private static bool IsOfTheLog(AgentEvent seen) =>
        seen is AgentEvent.EntryIgnored or AgentEvent.ViewChanged or AgentEvent.MemberBarred or AgentEvent.MemberJoining
            or AgentEvent.CampaignAccepted or AgentEvent.CampaignChanged or AgentEvent.ResultRefused;

    private void Demand(string? wrong)
    {
        if (wrong is not null)
        {
            throw Wrong(wrong);
        }
    }
}
