using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Checkers;

/// <summary>No attempt runs at two agents, or twice at one, and none is published by two.</summary>
internal sealed class SingleRunChecker
{
    private readonly Dictionary<(ActivityId, Attempt), SimProcess> _runs = [];
    private readonly Dictionary<(ActivityId, Attempt), AgentId> _published = [];

    /// <summary>Looks at a run that starts.</summary>
    internal string? OnRun(ActivityId activity, Attempt attempt, SimProcess process) =>
        _runs.TryAdd((activity, attempt), process)
            ? null
            : $"attempt {attempt} of {activity} ran in {_runs[(activity, attempt)].Self} and again in {process.Self}";

    /// <summary>Looks at a result that becomes visible.</summary>
    internal string? OnPublish(ActivityId activity, Attempt attempt, AgentId agent) =>
        _published.TryAdd((activity, attempt), agent) || _published[(activity, attempt)] == agent
            ? null
            : $"attempt {attempt} of {activity} was published by {_published[(activity, attempt)]} and by {agent}";
}
