namespace Swarm.Core.Signing;

/// <summary>What becomes of a peer's word at the gate.</summary>
public enum PeerVerdict
{
    /// <summary>Its signatures hold, or it needs none.</summary>
    Pass = 0,

    /// <summary>It is about an epoch that was not read of yet: it waits.</summary>
    Early = 1,

    /// <summary>It is about an epoch that is past, or by a process that is: it is dropped.</summary>
    Late = 2,

    /// <summary>A signature does not hold, or is missing: it is dropped and counted against the peer.</summary>
    Forged = 3,
}
