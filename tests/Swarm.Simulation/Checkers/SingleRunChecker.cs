using Swarm.Core.Membership;

namespace Swarm.Simulation.Checkers;

/// <summary>No attempt runs at two agents, or twice at one, and none is published by two.</summary>
internal sealed class SingleRunChecker
{
    private readonly Dictionary<(ActivityId, Attempt), MemberKey> _runs = [];
    private readonly Dictionary<(ActivityId, Attempt), AgentId> _published = [];

    /// <summary>Looks at a run that starts.</summary>
    internal string? OnRun(ActivityId activity, Attempt attempt, MemberKey self) =>
        _runs.TryAdd((activity, attempt), self)
            ? null
            : $"attempt {attempt} of {activity} ran in {_runs[(activity, attempt)]} and again in {self}";

    /// <summary>Looks at a result that becomes visible.</summary>
    internal string? OnPublish(ActivityId activity, Attempt attempt, AgentId agent) =>
        _published.TryAdd((activity, attempt), agent) || _published[(activity, attempt)] == agent
            ? null
            : $"attempt {attempt} of {activity} was published by {_published[(activity, attempt)]} and by {agent}";
}
