namespace Swarm.Plugins;

/// <summary>The ways in which a program ends.</summary>
public enum ProcessEnd
{
    /// <summary>By itself, with an exit code.</summary>
    Exited = 0,

    /// <summary>By a signal from somewhere.</summary>
    Signaled = 1,

    /// <summary>By us, at its time limit.</summary>
    TimedOut = 2,

    /// <summary>It never began.</summary>
    NotStarted = 3,
}
