namespace Swarm.Simulation.Scheduling;

/// <summary>How long tasks run and how large their files are, as means of skewed distributions.</summary>
/// <param name="MeanSeconds">The mean runtime of a task at speed 1.</param>
/// <param name="MeanBytes">The mean length of the file a task writes.</param>
/// <param name="SpreadPermille">
/// How far tasks differ: 0 for not at all, 1000 for a factor e up and down at one standard deviation. A third of it
/// lies between kinds of tasks, the rest between tasks of one kind.
/// </param>
public sealed record WorkflowLoad(double MeanSeconds, double MeanBytes, int SpreadPermille = 700);
