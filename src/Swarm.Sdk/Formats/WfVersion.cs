namespace Swarm.Sdk.Formats;

/// <summary>The versions of WfFormat that are read and written.</summary>
public enum WfVersion
{
    /// <summary>1.4: one list of tasks with everything in it; tasks refer to each other by name.</summary>
    V14,

    /// <summary>1.5: what was to be done and what was done are apart; tasks refer to each other by id.</summary>
    V15,
}
