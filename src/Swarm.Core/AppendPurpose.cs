namespace Swarm.Core;

/// <summary>What entries are for.</summary>
internal enum AppendPurpose
{
    /// <summary>To be in the swarm.</summary>
    Join = 0,

    /// <summary>To leave it.</summary>
    Leave = 1,

    /// <summary>To install a view.</summary>
    View = 2,

    /// <summary>To claim a loss.</summary>
    Loss = 3,

    /// <summary>To answer such a claim.</summary>
    Presence = 4,

    /// <summary>To make a decision known.</summary>
    Decision = 5,

    /// <summary>To report progress.</summary>
    Progress = 6,

    /// <summary>To report results.</summary>
    Results = 7,

    /// <summary>To show that a member lies.</summary>
    Proof = 8,
}
