namespace Swarm.Sdk.Views;

/// <summary>What part of an activity's log is wanted.</summary>
/// <param name="Campaign">An id, the beginning of one, a name, or <c>last</c>.</param>
/// <param name="Activity">A name, or <c>@3</c> for an index.</param>
/// <param name="Attempt">The attempt, from 1; 0 for the latest.</param>
/// <param name="Follow">Go on until the attempt ends.</param>
/// <param name="TailLines">Only the last this many lines; 0 for all that is kept.</param>
public sealed record LogQuery(
    string Campaign, string Activity, int Attempt = 0, bool Follow = false, int TailLines = 0);
