namespace Swarm.Core.Consensus;

/// <summary>The two shows of hands of a round.</summary>
public enum VotePhase
{
    /// <summary>"I heard this proposal."</summary>
    Prepare = 0,

    /// <summary>"I know that a quorum heard it."</summary>
    Commit = 1,
}
