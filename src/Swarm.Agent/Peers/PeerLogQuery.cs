namespace Swarm.Agent.Peers;

/// <summary>Which program's words somebody wants to hear.</summary>
/// <param name="Activity">The activity.</param>
/// <param name="Attempt">The attempt; null for the latest.</param>
/// <param name="Follow">Whether to go on until the attempt ends.</param>
/// <param name="TailLines">Only the last this many lines; 0 for all that is kept.</param>
internal sealed record PeerLogQuery(ActivityId Activity, Attempt? Attempt, bool Follow, int TailLines);
