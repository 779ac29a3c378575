using Swarm.Core.Consensus;
using Swarm.Core.Membership;

namespace Swarm.Agent;

/// <summary>
/// How committees agree. Only the founder's choice counts: it is in the first entry of the log, and all agents follow.
/// </summary>
public sealed record AgreementOptions
{
    /// <summary>
    /// Who hears the votes: <c>AllToAll</c> is the fastest, <c>Collector</c> sends fewer messages and signs more,
    /// <c>SingleVote</c> signs least and rests on the broker. Default AllToAll.
    /// </summary>
    public AgreementMode Mode { get; init; } = SwarmRules.Default.Mode;

    /// <summary>
    /// The most members a committee has, 1 to 31; of 3f + 1, f may lie. Higher withstands more and costs more
    /// signatures a decision. Default 7.
    /// </summary>
    public int Seats { get; init; } = SwarmRules.Default.Seats;

    internal SwarmRules Rules => Seats is >= 1 and <= SwarmRules.MaxSeats
        ? new SwarmRules(Mode, Seats)
        : throw new SwarmException(
            ErrorCode.PeerRefused, $"'agreement.seats' is {Seats}: use 1 to {SwarmRules.MaxSeats}");
}
