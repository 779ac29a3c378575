using Swarm.Core.Membership;

namespace Swarm.Core.Consensus;

/// <summary>
/// What a member tells the proposer of a new ballot: it will not vote below it, and what it voted for until now.
/// </summary>
/// <param name="Slot">What is being decided.</param>
/// <param name="Ballot">The ballot it enters.</param>
/// <param name="Lock">Its own highest commit vote, or null.</param>
/// <param name="Seen">For each batch it sent a prepare for, the highest ballot in which it did.</param>
/// <param name="Voter">Who says so.</param>
/// <param name="Signature">The voter's signature; empty until it has signed.</param>
public sealed record BallotChange(
    Slot Slot,
    int Ballot,
    BallotMark? Lock,
    IReadOnlyList<BallotMark> Seen,
    MemberKey Voter,
    ReadOnlyMemory<byte> Signature);
