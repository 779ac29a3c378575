namespace Swarm.Core.Consensus;

/// <summary>
/// What the proposer of a ballot above 0 may propose, recomputed by everybody from what a quorum told it: the rule of
/// PBFT's view change for authenticators (Castro, Liskov, ACM TOCS 20(4), 2002, section 4.4).
/// </summary>
/// <param name="Kind">Whether it must propose a certain batch, may propose any, or must hear more first.</param>
/// <param name="Batch">The batch it must propose.</param>
internal readonly record struct BallotChoice(BallotChoiceKind Kind, Digest Batch)
{
    /// <summary>Any batch will do.</summary>
    internal static BallotChoice Free { get; } = new(BallotChoiceKind.Free, default);

    private static BallotChoice Unknown { get; } = new(BallotChoiceKind.Unknown, default);

    /// <summary>Computes the choice from what members said when they entered the ballot, one word of each.</summary>
    internal static BallotChoice Of(IReadOnlyCollection<BallotChange> changes, Quorum quorum, AgreementMode mode)
    {
        if (mode == AgreementMode.SingleVote)
        {
            // Nobody is ever locked: should an earlier ballot decide as well, the log tells which decision stands.
            return changes.Count >= quorum.Size ? Free : Unknown;
        }

        foreach (BallotChange teller in changes)
        {
            if (teller.Lock is { } locked && IsForced(locked, changes, quorum))
            {
                return new BallotChoice(BallotChoiceKind.Forced, locked.Batch);
            }
        }

        return changes.Count(change => change.Lock is null) >= quorum.Size ? Free : Unknown;
    }

    // A quorum rules out that anything else was decided since, and f + 1 that a liar made the lock up.
    private static bool IsForced(BallotMark locked, IReadOnlyCollection<BallotChange> changes, Quorum quorum)
    {
        int agreeing = changes.Count(change =>
            change.Lock is not { } other || other.Ballot < locked.Ballot || other == locked);
        int witnesses = changes.Count(change =>
            change.Seen.Any(seen => seen.Batch == locked.Batch && seen.Ballot >= locked.Ballot));
        return agreeing >= quorum.Size && witnesses >= quorum.Faults + 1;
    }
}
