using Swarm.Core.Consensus;

namespace Swarm.Core.Membership;

/// <summary>What all agents of a swarm do alike, settled by the entry that founds it.</summary>
/// <param name="Mode">How committees agree.</param>
/// <param name="Seats">The most members a committee has, 1 to 31.</param>
public sealed record SwarmRules(AgreementMode Mode, int Seats)
{
    /// <summary>The most seats there can be.</summary>
    public const int MaxSeats = 31;

    /// <summary>All to all, with seven seats: two may lie.</summary>
    public static SwarmRules Default { get; } = new(AgreementMode.AllToAll, 7);
}
