using Swarm.Core.Membership;

namespace Swarm.Core.Consensus;

/// <summary>One member's vote in one round.</summary>
/// <param name="Slot">What is being decided.</param>
/// <param name="Ballot">The proposer's turn, from 0.</param>
/// <param name="Phase">Which show of hands.</param>
/// <param name="Batch">The digest of the batch voted for.</param>
/// <param name="Voter">Whose vote it is.</param>
/// <param name="Signature">
/// The voter's signature, checked before it came here; empty for a prepare that its own link vouches for.
/// </param>
public sealed record SignedVote(
    Slot Slot, int Ballot, VotePhase Phase, Digest Batch, MemberKey Voter, ReadOnlyMemory<byte> Signature)
{
    /// <summary>Whether it can be shown to others.</summary>
    public bool IsSigned => !Signature.IsEmpty;
}
