namespace Swarm.Core.Ledger;

/// <summary>An activity that can run, in the order in which the swarm gives work away.</summary>
/// <param name="Rank">The length of the way from it to the end of its campaign; longer ways go first.</param>
/// <param name="Accepted">The place of its campaign in the log; earlier campaigns go first among equals.</param>
/// <param name="Activity">The activity.</param>
internal readonly record struct ReadyActivity(long Rank, ulong Accepted, ActivityId Activity)
    : IComparable<ReadyActivity>
{
    /// <inheritdoc/>
    public int CompareTo(ReadyActivity other)
    {
        int rank = other.Rank.CompareTo(Rank);
        if (rank != 0)
        {
            return rank;
        }

        int accepted = Accepted.CompareTo(other.Accepted);
        return accepted != 0 ? accepted : Activity.Index.CompareTo(other.Activity.Index);
    }
}
