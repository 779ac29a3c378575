namespace Swarm.Core.Membership;

/// <summary>An agent that is no longer in the swarm and has not asked to come back.</summary>
/// <param name="Member">Its last process.</param>
/// <param name="HasLeft">Whether it said goodbye; else the others went on without it.</param>
/// <param name="BrokerMicros">When, by the broker's clock, in microseconds since 1970.</param>
public sealed record Departure(Member Member, bool HasLeft, long BrokerMicros);
