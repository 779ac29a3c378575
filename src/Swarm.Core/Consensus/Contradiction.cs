namespace Swarm.Core.Consensus;

/// <summary>
/// Two votes that one member signed for two batches in one show of hands of one ballot: whoever holds both can show
/// that it lies, for an honest member signs one.
/// </summary>
/// <param name="First">One of them.</param>
/// <param name="Second">The other.</param>
public sealed record Contradiction(SignedVote First, SignedVote Second)
{
    /// <summary>Says why this shows nothing; null when it shows that the voter lies.</summary>
    public string? Problem
    {
        get
        {
            bool same = First.Voter == Second.Voter && First.Slot == Second.Slot
                && First.Ballot == Second.Ballot && First.Phase == Second.Phase;
            return !First.IsSigned || !Second.IsSigned ? "one of the two votes is not signed"
                : !same || First.Batch == Second.Batch ? "the two votes do not contradict each other" : null;
        }
    }
}
