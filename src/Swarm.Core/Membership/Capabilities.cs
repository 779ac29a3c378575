using Swarm.Core.Authorisation;

namespace Swarm.Core.Membership;

/// <summary>What an agent offers, told once in each incarnation so that everybody judges by the same facts.</summary>
/// <param name="Plugins">The names of its plugins.</param>
/// <param name="Tags">Words that placements may ask for.</param>
/// <param name="Aliases">Other names by which references and placements may call it.</param>
/// <param name="Resources">What runs may use together.</param>
/// <param name="SpeedPermille">How fast it works: 1000 is the reference, 2000 twice as fast.</param>
public sealed record Capabilities(
    IReadOnlyList<string> Plugins,
    IReadOnlyList<string> Tags,
    IReadOnlyList<string> Aliases,
    Resources Resources,
    int SpeedPermille)
{
    /// <summary>What it does for whom.</summary>
    public Allowance Allow { get; init; } = Allowance.Everybody;

    /// <summary>Whether an agent of this name can run an activity, whoever owns it.</summary>
    public bool CanRun(AgentId self, ActivitySpec activity) => WhyNot(self, activity) is null;

    /// <summary>Whether an agent of this name can and may run an owner's activity.</summary>
    public bool CanRun(AgentId self, CampaignOwner owner, ActivitySpec activity) =>
        CanRun(self, activity) && Allow.Allows(owner, activity);

    /// <summary>Why an agent of this name cannot or may not run an owner's activity, for people; null when it can.
    /// </summary>
    public string? WhyNot(AgentId self, CampaignOwner owner, ActivitySpec activity) =>
        WhyNot(self, activity) ?? Allow.WhyNot(self, owner, activity);

    /// <summary>Why an agent of this name cannot run an activity, for people; null when it can.</summary>
    public string? WhyNot(AgentId self, ActivitySpec activity)
    {
        if (!IsAt(self, activity.Placement))
        {
            return $"it is to run on '{activity.Placement}'";
        }

        if (!Plugins.Contains(activity.Plugin, StringComparer.Ordinal))
        {
            return $"it has no plugin '{activity.Plugin}'";
        }

        return activity.Resources.FitsIn(Resources)
            ? null
            : $"it offers {Describe(Resources)}, the activity needs {Describe(activity.Resources)}";
    }

    /// <summary>Whether an agent of this name is one that a placement means.</summary>
    public bool IsAt(AgentId self, Placement placement) =>
        placement.Tag is { } tag
            ? Tags.Contains(tag, StringComparer.Ordinal)
            : placement.Agent is not { } name
                || name == self.Text
                || Aliases.Contains(name, StringComparer.Ordinal);

    private static string Describe(Resources resources) =>
        $"{resources.Cores} cores, {resources.MemoryBytes >> 20} MiB and {resources.Gpus} GPUs";
}
