namespace Swarm.Core.Consensus;

/// <summary>What the proposer of a new ballot may do.</summary>
internal enum BallotChoiceKind
{
    /// <summary>Too few have spoken.</summary>
    Unknown = 0,

    /// <summary>Nobody can have decided: it may propose what it likes.</summary>
    Free = 1,

    /// <summary>Somebody may have decided: it proposes that again.</summary>
    Forced = 2,
}
