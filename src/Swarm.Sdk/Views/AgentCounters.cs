namespace Swarm.Sdk.Views;

/// <summary>What an agent counted since it began.</summary>
/// <param name="Folded">The sequence of the last entry it read.</param>
/// <param name="Decisions">Decisions it saw.</param>
/// <param name="RoundTimeouts">Rounds that were not decided in time.</param>
/// <param name="EntriesIgnored">Entries that did not stand.</param>
/// <param name="PeerMessagesDropped">Messages that found no room.</param>
public sealed record AgentCounters(
    long Folded, long Decisions, long RoundTimeouts, long EntriesIgnored, long PeerMessagesDropped);
