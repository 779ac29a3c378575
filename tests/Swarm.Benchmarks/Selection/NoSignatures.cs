using Swarm.Core.Signing;

namespace Swarm.Benchmarks.Selection;

/// <summary>Signatures that are as long as real ones, cost nothing and mean nothing, for comparison.</summary>
internal sealed class NoSignatures : ISignatures
{
    internal static ReadOnlyMemory<byte> Stamp { get; } = new byte[64];

    public bool Holds(in Claim claim) => true;
}
