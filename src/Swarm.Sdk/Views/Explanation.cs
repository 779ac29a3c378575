namespace Swarm.Sdk.Views;

/// <summary>Why an activity stands where it stands.</summary>
/// <param name="Reasons">Sentences for people.</param>
/// <param name="Candidates">The agents, with the terms of their cost.</param>
public sealed record Explanation(IReadOnlyList<string> Reasons, IReadOnlyList<Candidate> Candidates);
