namespace Swarm.Model;

/// <summary>Where an activity stands, as everybody reads it from the log.</summary>
public enum ActivityState
{
    /// <summary>It waits for activities it depends on.</summary>
    Created = 0,

    /// <summary>It can run; the swarm is agreeing on who runs it.</summary>
    Queued = 1,

    /// <summary>An agent was chosen for it and has not said yet that it began.</summary>
    Assigned = 2,

    /// <summary>Its agent is fetching the data it needs.</summary>
    StagingIn = 3,

    /// <summary>It runs.</summary>
    Running = 4,

    /// <summary>It ended well; its outputs are kept.</summary>
    Completed = 5,

    /// <summary>It failed for good.</summary>
    Failed = 6,

    /// <summary>Somebody canceled it.</summary>
    Canceled = 7,

    /// <summary>It never ran because something it depends on failed.</summary>
    Skipped = 8,
}
