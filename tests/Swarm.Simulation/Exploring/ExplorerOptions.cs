namespace Swarm.Simulation.Exploring;

/// <summary>How far to explore.</summary>
internal sealed record ExplorerOptions
{
    /// <summary>The rank of the member that lies; -1 for none.</summary>
    internal int Liar { get; init; } = -1;

    /// <summary>Whether one member may be restarted.</summary>
    internal bool Restarts { get; init; }

    /// <summary>The last ballot that is entered: as many proposers and one more have their turn.</summary>
    internal int LastBallot { get; init; } = 1;

    /// <summary>How many moves a story may have.</summary>
    internal int Depth { get; init; } = int.MaxValue;

    /// <summary>How many states may be kept.</summary>
    internal int States { get; init; } = 2_000_000;

    /// <summary>How long it may take.</summary>
    internal TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(60);
}
