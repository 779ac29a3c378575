namespace Swarm.Agent.Execution;

/// <summary>The variables of programs: what the agent passes on, Swarm's own, then the activity's.</summary>
internal sealed class RunEnvironment
{
    /// <summary>The variable that says where the attempt works; the sweep knows strays by it.</summary>
    internal const string WorkingDirVariable = "SWARM_WORKINGDIR";

    private static readonly string[] s_allowed = ["PATH", "HOME", "USER", "LANG", "TZ", "TMPDIR"];

    private readonly Dictionary<string, string> _passed = new(StringComparer.Ordinal);
    private readonly AgentId _agent;

    /// <summary>Reads once what the agent's own environment says.</summary>
    internal RunEnvironment(ExecutionOptions options, AgentId agent)
    {
        _agent = agent;
        HashSet<string> allowed = new(s_allowed.Concat(options.PassEnvironment), StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            string name = (string)entry.Key;
            if (allowed.Contains(name) || name.StartsWith("LC_", StringComparison.Ordinal))
            {
                _passed[name] = (string?)entry.Value ?? "";
            }
        }
    }

    /// <summary>The variables of one attempt.</summary>
    internal IReadOnlyDictionary<string, string> Of(Workspace workspace)
    {
        ActivitySpec spec = workspace.Order.Spec;
        Dictionary<string, string> variables = new(_passed, StringComparer.Ordinal)
        {
            ["SWARM_CAMPAIGN"] = workspace.Order.Activity.Campaign.Text,
            ["SWARM_ACTIVITY"] = spec.Name,
            ["SWARM_ATTEMPT"] = workspace.Order.Attempt.ToString(),
            ["SWARM_AGENT"] = _agent.Text,
            ["SWARM_AGENTDIR"] = workspace.AgentDir,
            [WorkingDirVariable] = workspace.WorkingDir,
            ["SWARM_OUTPUTDIR"] = workspace.OutputDir,
            ["SWARM_CORES"] = Math.Max(1, spec.Resources.MilliCores / 1000).ToString(),
        };
        foreach ((string name, string value) in spec.Environment)
        {
            variables[name] = value;
        }

        return variables;
    }
}
