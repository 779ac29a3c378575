using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Core.Scheduling;
using Swarm.Core.Signing;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Checkers;

/// <summary>
/// Judges each entry of the log once, by rules of its own: what stands, what it opens, what it closes. The core must
/// come to the same.
/// </summary>
internal sealed class LogJudge(ISeals seals, SwarmRules rules)
{
    private readonly Dictionary<int, long> _nextSlots = [];
    private readonly ViewJudge _views = new(seals);
    private readonly StoryJudge _stories = new();

    /// <summary>How many decisions stand.</summary>
    internal int Decisions { get; private set; }

    /// <summary>Takes note that somebody lies.</summary>
    internal void Distrust() => _stories.AllAreHonest = false;

    /// <summary>How many results stand.</summary>
    internal int Results => _stories.Results;

    /// <summary>How many members were cut out.</summary>
    internal int Cuts => _views.Cuts;

    /// <summary>Whom the last entry cut out, and how many members there were before.</summary>
    internal IReadOnlyList<(MemberKey Member, int Members)> LastCut => _views.LastCut;

    /// <summary>The slot that a bucket decides next.</summary>
    internal Slot NextSlot(int bucket) =>
        new(_views.View.Epoch, bucket, _nextSlots.GetValueOrDefault(bucket));

    /// <summary>Judges an entry by what it changed where it was folded first.</summary>
    internal string? Judge(AgentInput.PoolEntry entry, List<AgentEvent> news, CoreReading reading)
    {
        bool stands = !news.Any(seen => seen is AgentEvent.EntryIgnored);
        string? wrong = entry.Event is PoolEvent.Assigned assigned ? JudgeDecision(assigned, stands, reading) : null;
        wrong ??= _stories.Judge(entry, news, stands, _views.View);
        MemberView before = _views.View;
        wrong ??= _views.Judge(entry, stands, reading);
        if (wrong is null && _views.View.Epoch != before.Epoch)
        {
            _nextSlots.Clear();
            wrong = _stories.JudgeView(entry.Sequence, news, _views.View);
        }

        return wrong;
    }

    /// <summary>Judges a run that starts: an assignment that stands must have given it to this process.</summary>
    internal string? OnRun(MemberKey self, RunOrder order) =>
        _stories.WinnerOf(order.Activity, order.Attempt) is { } winner && winner == self
            ? null : $"{self} runs attempt {order.Attempt} of {order.Activity}, which nothing gave to it";

    private string? JudgeDecision(PoolEvent.Assigned assigned, bool stands, CoreReading reading)
    {
        bool should = ShouldStand(assigned, reading.Swarm);
        if (should)
        {
            Decisions++;
            _nextSlots[assigned.Slot.Bucket] = assigned.Slot.Number + 1;
        }

        return should == stands ? null
            : stands ? $"the decision of slot {assigned.Slot} stands and should not"
            : $"the decision of slot {assigned.Slot} should stand and does not";
    }

    private bool ShouldStand(PoolEvent.Assigned assigned, Digest swarm)
    {
        Slot slot = assigned.Slot;
        MemberView view = _views.View;
        if (slot.Epoch != view.Epoch || slot.Bucket < 0 || slot.Bucket >= view.Buckets
            || slot.Number != _nextSlots.GetValueOrDefault(slot.Bucket))
        {
            return false;
        }

        Digest batch = assigned.Batch.DigestIn(swarm, slot);
        Committee committee = Committee.Of(swarm, view, slot.Bucket, rules.Seats);
        int quorum = AgreementChecker.QuorumOf(committee.Members.Count);

        // A quorum is enough, so nobody looks at more votes than that.
        int votes = assigned.Certificate.Commits.Take(quorum)
            .Where(vote => vote.Phase == VotePhase.Commit && vote.Slot == slot && vote.Batch == batch
                && vote.Ballot == assigned.Certificate.Ballot)
            .Where(vote => seals.Holds(
                new Claim(seals.KeyOf(vote.Voter.Agent), Statement.Of(vote, swarm), vote.Signature)))
            .Select(vote => vote.Voter).Distinct().Count(committee.Members.Contains);
        return votes >= quorum && assigned.Certificate.Slot == slot && assigned.Certificate.Batch == batch;
    }
}
