namespace Swarm.Sdk.Views;

/// <summary>One activity of a plan.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Wave">Activities of one wave may run together; waves count from 0.</param>
/// <param name="Candidates">Agents, the best first.</param>
public sealed record PlannedActivity(string Name, int Wave, IReadOnlyList<Candidate> Candidates);
