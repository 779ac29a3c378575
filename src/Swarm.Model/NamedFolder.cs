namespace Swarm.Model;

/// <summary>
/// The folders a reference can begin with; a later one may be defined by an earlier one, never the reverse.
/// </summary>
public enum NamedFolder
{
    /// <summary>
    /// <c>@agentdir</c>: the campaign's own folder below the root of the agent that runs the activity.
    /// </summary>
    AgentDir = 0,

    /// <summary>
    /// <c>@workingdir</c>: where the activity runs; <c>@agentdir/ACTIVITY</c> unless it says otherwise.
    /// </summary>
    WorkingDir = 1,

    /// <summary><c>@outputdir</c>: where it leaves its outputs; <c>@workingdir</c> unless it says otherwise.</summary>
    OutputDir = 2,
}
