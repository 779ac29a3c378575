using Swarm.Core.Membership;
using Swarm.Core.Scheduling;

namespace Swarm.Core.Consensus;

/// <summary>
/// The part of the fold that knows which decision comes next in each bucket of the view in force. The first valid one
/// uses the slot up, whatever is in its batch.
/// </summary>
internal sealed class DecisionLog
{
    private CommitteeTable _committees = new(default, MemberView.None, 0);
    private Digest _swarm;
    private long[] _next = [0];

    /// <summary>The committee of a bucket.</summary>
    internal Committee CommitteeOf(int bucket) => _committees.Of(bucket);

    /// <summary>The slot that a bucket decides next.</summary>
    internal Slot NextSlot(int bucket) => new(_committees.View.Epoch, bucket, _next[bucket]);

    /// <summary>Begins anew in a new view: the slots of the one before are void.</summary>
    internal void Use(ViewLog views)
    {
        _swarm = views.Swarm;
        _committees = new CommitteeTable(views.Swarm, views.View, views.Rules.Seats);
        _next = new long[views.View.Buckets];
    }

    /// <summary>Folds a decision whose votes were checked.</summary>
    /// <returns>Why it does not stand, or null.</returns>
    internal string? Apply(PoolEvent.Assigned assigned)
    {
        Slot slot = assigned.Slot;
        string? problem = PlaceProblemOf(slot) ?? assigned.Certificate.ProblemFor(
            slot, assigned.Batch.DigestIn(_swarm, slot), CommitteeOf(slot.Bucket));
        if (problem is null)
        {
            _next[slot.Bucket]++;
        }

        return problem;
    }

    /// <summary>Why nothing can be decided for a slot now; null when something can.</summary>
    internal string? PlaceProblemOf(Slot slot)
    {
        if (_committees.Of(slot) is null)
        {
            return $"slot {slot} is of another view than {_committees.View.Epoch}";
        }

        return slot.Number == _next[slot.Bucket] ? null : $"slot {slot} is not the next, {_next[slot.Bucket]}";
    }
}
