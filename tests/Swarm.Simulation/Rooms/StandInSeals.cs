using Swarm.Core.Membership;
using Swarm.Core.Signing;

namespace Swarm.Simulation.Rooms;

/// <summary>
/// Signatures that cost next to nothing: the statement itself, beside the name of who signs. Anybody could make one;
/// no simulated liar makes another's.
/// </summary>
internal sealed class StandInSeals : ISeals
{
    private readonly Dictionary<AgentId, PublicKey> _keys = [];

    /// <inheritdoc/>
    public PublicKey KeyOf(AgentId agent)
    {
        if (!_keys.TryGetValue(agent, out PublicKey? key))
        {
            _keys[agent] = key = StandInSignatures.KeyOf(agent);
        }

        return key;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Sign(AgentId agent, Digest statement)
    {
        byte[] signature = new byte[2 * Digest.SizeBytes];
        KeyOf(agent).Bytes[^Digest.SizeBytes..].CopyTo(signature);
        statement.CopyTo(signature.AsSpan(Digest.SizeBytes));
        return signature;
    }

    /// <inheritdoc/>
    public bool Holds(in Claim claim)
    {
        Span<byte> statement = stackalloc byte[Digest.SizeBytes];
        claim.Statement.CopyTo(statement);
        ReadOnlySpan<byte> signature = claim.Signature.Span;
        return signature.Length == 2 * Digest.SizeBytes
            && signature[..Digest.SizeBytes].SequenceEqual(claim.Key.Bytes[^Digest.SizeBytes..])
            && signature[Digest.SizeBytes..].SequenceEqual(statement);
    }
}
