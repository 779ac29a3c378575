using Swarm.Core.Consensus;
using Swarm.Core.Membership;

namespace Swarm.Core.Signing;

/// <summary>
/// What is signed, as a digest over a purpose, the swarm, the place of the decision, what is said and who says it. So
/// a signature is of no use for anything else: not in another swarm, epoch, slot or ballot, nor as another's word.
/// </summary>
internal static class Statement
{
    private const string VotePurpose = "swarm vote";
    private const string ChangePurpose = "swarm new ballot";
    private const string CutPurpose = "swarm cut";

    /// <summary>What a vote says. A proposal is the proposer's own vote in the first show of hands.</summary>
    internal static Digest Of(SignedVote vote, Digest swarm) =>
        Begin(VotePurpose, swarm, vote.Slot).Add(vote.Ballot).Add((long)vote.Phase)
            .Add(vote.Batch).Add(vote.Voter).Digest();

    /// <summary>What a change of ballot says.</summary>
    internal static Digest Of(BallotChange change, Digest swarm)
    {
        CanonicalBytes bytes = Begin(ChangePurpose, swarm, change.Slot).Add(change.Ballot);
        bytes.Add(change.Lock is null ? 0 : 1);
        if (change.Lock is { } mark)
        {
            bytes.Add(mark.Batch).Add(mark.Ballot);
        }

        bytes.Add(change.Seen.Count);
        foreach (BallotMark seen in change.Seen)
        {
            bytes.Add(seen.Batch).Add(seen.Ballot);
        }

        return bytes.Add(change.Voter).Digest();
    }

    /// <summary>What a vote for a view says.</summary>
    internal static Digest Of(CutVote vote, Digest swarm) =>
        new CanonicalBytes(CutPurpose).Add(swarm).Add(vote.Epoch).Add(vote.View).Add(vote.Voter).Digest();

    private static CanonicalBytes Begin(string purpose, Digest swarm, Slot slot) =>
        new CanonicalBytes(purpose).Add(swarm).Add(slot.Epoch).Add(slot.Bucket).Add(slot.Number);
}
