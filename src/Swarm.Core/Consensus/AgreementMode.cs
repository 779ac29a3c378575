namespace Swarm.Core.Consensus;

/// <summary>How a committee agrees; the same for a whole swarm.</summary>
public enum AgreementMode
{
    /// <summary>
    /// Two shows of hands, each told to everybody. Prepares ride on the link unsigned, commits are signed.
    /// </summary>
    AllToAll = 0,

    /// <summary>
    /// Two shows of hands, both signed and told to the proposer, which forwards a quorum of the first: fewer messages,
    /// more signatures.
    /// </summary>
    Collector = 1,

    /// <summary>
    /// One signed show of hands. Two ballots may then decide differently, and the log, which takes the first, tells
    /// which decision stands: cheaper, and safe as long as the broker is trusted.
    /// </summary>
    SingleVote = 2,
}
