
namespace Swarm.Simulation.Checkers;

/// <summary>No attempt runs at two agents, or twice at one, and no activity's result is accepted twice.</summary>
internal sealed class SingleRunChecker
{
    private readonly Dictionary<(ActivityId, Attempt), (AgentId Agent, int Process)> _runs = [];
    private readonly Dictionary<(ActivityId, Attempt), AgentId> _published = [];

    /// <summary>Looks at a run that starts.</summary>
    internal string? OnRun(ActivityId activity, Attempt attempt, AgentId agent, int process) =>
        _runs.TryAdd((activity, attempt), (agent, process))
            ? null : $"attempt {attempt} of {activity} ran at {_runs[(activity, attempt)]} and again at {agent}";

    /// <summary>Looks at a result that becomes visible.</summary>
    internal string? OnPublish(ActivityId activity, Attempt attempt, AgentId agent) =>
        _published.TryAdd((activity, attempt), agent) || _published[(activity, attempt)] == agent
            ? null : $"attempt {attempt} of {activity} was published by two agents";
}
