namespace Swarm.Agent.Execution;

/// <summary>Which attempts' private folders are kept for people to look at.</summary>
public enum KeepWorkspaces
{
    /// <summary>None.</summary>
    Never = 0,

    /// <summary>Those of failed attempts.</summary>
    Failed = 1,

    /// <summary>All.</summary>
    Always = 2,
}
