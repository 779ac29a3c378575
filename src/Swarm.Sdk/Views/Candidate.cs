namespace Swarm.Sdk.Views;

/// <summary>One agent as a candidate for an activity, with the terms of its cost.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Refusal">Why it cannot run it; empty when it can.</param>
/// <param name="Wait">How long the activity would wait there.</param>
/// <param name="MoveBytes">Bytes that would have to travel.</param>
/// <param name="Move">How long that takes.</param>
/// <param name="Run">How long it would run.</param>
/// <param name="Total">The sum, by which agents are ranked.</param>
/// <param name="Age">How old the facts behind it are.</param>
public sealed record Candidate(
    string Agent, string Refusal, TimeSpan Wait, long MoveBytes, TimeSpan Move, TimeSpan Run, TimeSpan Total,
    TimeSpan Age);
