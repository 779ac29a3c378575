namespace Swarm.Simulation;

/// <summary>How large the drawn runs are.</summary>
/// <param name="MinAgents">The fewest agents.</param>
/// <param name="MaxAgents">The most agents.</param>
/// <param name="MinActivities">The fewest activities, of all campaigns together.</param>
/// <param name="MaxActivities">The most.</param>
/// <param name="MinFaultKinds">The fewest kinds of faults.</param>
public sealed record SimScale(
    int MinAgents, int MaxAgents, int MinActivities, int MaxActivities, int MinFaultKinds)
{
    /// <summary>The words on the command line that ask for it.</summary>
    public string Words => MinAgents < 4 ? " --small" : "";

    /// <summary>From one agent alone to a few, with or without faults: seconds for a hundred.</summary>
    public static SimScale Small { get; } = new(1, 7, 1, 60, 0);

    /// <summary>What counts as a schedule: 4 to 10 agents, at least 50 activities and two kinds of faults.</summary>
    public static SimScale Schedule { get; } = new(4, 10, 50, 110, 2);
}
