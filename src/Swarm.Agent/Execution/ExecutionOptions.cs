namespace Swarm.Agent.Execution;

/// <summary>How activities are run on this agent.</summary>
public sealed record ExecutionOptions
{
    /// <summary>
    /// Variables of the agent's own environment that programs see, beside PATH, HOME, USER, LANG, LC_*, TZ and TMPDIR.
    /// Default none. More make a site's tools work; each is one more way in which agents differ.
    /// </summary>
    public IReadOnlyList<string> PassEnvironment { get; init; } = [];

    /// <summary>
    /// The most bytes kept of each of a program's two outputs. Default 64 MiB. More keeps more of what talkative
    /// programs say and costs that much disk for each of them.
    /// </summary>
    public long MaxLogBytes { get; init; } = 64L << 20;

    /// <summary>
    /// How long a program may go on after it was asked to end (SIGTERM) before it is killed (SIGKILL). Default 2 s.
    /// Longer lets programs save their state; a hung one holds its slot that much longer.
    /// </summary>
    public TimeSpan KillGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Which private folders stay after their attempt ended. Default those of failed attempts: one can see what
    /// went wrong, at the price of their disk space.
    /// </summary>
    public KeepWorkspaces KeepWorkspaces { get; init; } = KeepWorkspaces.Failed;

    /// <summary>
    /// How many private folders are kept at most; the oldest go first. Default 20. More shows further back and costs
    /// the disk space of each.
    /// </summary>
    public int MaxKeptWorkspaces { get; init; } = 20;
}
