namespace Swarm.Core.Signing;

/// <summary>
/// Checks signatures: a pure function of its argument, so whoever checks finds the same. The core has none of its own.
/// </summary>
public interface ISignatures
{
    /// <summary>Whether a claim is true.</summary>
    bool Holds(in Claim claim);
}
