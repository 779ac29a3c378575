namespace Swarm.Core.Membership;

/// <summary>
/// A member's word that the next view should be this one. A quorum of them is the evidence that installs it.
/// </summary>
/// <param name="Epoch">The epoch of the proposed view.</param>
/// <param name="View">The digest of the proposed view.</param>
/// <param name="Voter">Who says so.</param>
/// <param name="Signature">The voter's signature; empty until it has signed.</param>
public sealed record CutVote(long Epoch, Digest View, MemberKey Voter, ReadOnlyMemory<byte> Signature);
