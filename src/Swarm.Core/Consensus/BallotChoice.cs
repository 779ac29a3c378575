namespace Swarm.Core.Consensus;

/// <summary>
/// What the proposer of a ballot above 0 may propose, recomputed by everybody from what a quorum told it: the rule of
/// PBFT's view change for authenticators (Castro, Liskov, ACM TOCS 20(4), 2002, section 4.4).
/// </summary>
/// <param name="Kind">Whether it must propose a certain batch, may propose any, or must hear more first.</param>
/// <param name="Batch">The batch it must propose.</param>
internal readonly record struct BallotChoice(BallotChoiceKind Kind, Digest Batch)
{
    /// <summary>Computes the choice.</summary>
    internal static BallotChoice Of(IReadOnlyCollection<BallotChange> changes, Quorum quorum)
    {
        IEnumerable<BallotMark> locks =
            changes.Where(change => change.Lock is not null).Select(change => change.Lock!.Value);
        foreach (BallotMark locked in locks)
        {
            int agreeing = changes.Count(change =>
                change.Lock is not { } other || other.Ballot < locked.Ballot || other == locked);
            int witnesses = changes.Count(change =>
                change.Seen.Any(seen => seen.Batch == locked.Batch && seen.Ballot >= locked.Ballot));
            if (agreeing >= quorum.Size && witnesses >= quorum.Faults + 1)
            {
                return new BallotChoice(BallotChoiceKind.Forced, locked.Batch);
            }
        }

        bool free = changes.Count(change => change.Lock is null) >= quorum.Size;
        return new BallotChoice(free ? BallotChoiceKind.Free : BallotChoiceKind.Unknown, default);
    }
}
