using Swarm.Core.Membership;
using Swarm.Core.Scheduling;

namespace Swarm.Core.Consensus;

/// <summary>The committees of a view, each computed when it is asked for first.</summary>
internal sealed class CommitteeTable(Digest swarm, MemberView view, int seats)
{
    private readonly Committee?[] _committees = new Committee?[view.Buckets];

    /// <summary>The view.</summary>
    internal MemberView View => view;

    /// <summary>The committee of a bucket of the view.</summary>
    internal Committee Of(int bucket) => _committees[bucket] ??= Committee.Of(swarm, view, bucket, seats);

    /// <summary>The committee that decides a slot; null when the slot is of another view.</summary>
    internal Committee? Of(Slot slot) =>
        slot.Epoch == view.Epoch && (uint)slot.Bucket < (uint)view.Buckets ? Of(slot.Bucket) : null;
}
