using Swarm.Core.Membership;
using Swarm.Core.Signing;

namespace Swarm.Simulation;

/// <summary>
/// Keys and signatures that cost next to nothing, for where only the deciding is looked at: a signature is a digest
/// over the public key and the statement. Anybody could make one; no simulated liar does.
/// </summary>
public sealed class StandInSignatures : ISignatures
{
    /// <summary>The public key of an agent: the same in every run.</summary>
    public static PublicKey KeyOf(AgentId agent)
    {
        byte[] half = Digest.Of(System.Text.Encoding.UTF8.GetBytes(agent.Text)).ToArray();
        return new PublicKey([4, .. half, .. half]);
    }

    /// <summary>The signature of an agent under a statement: as long as a real one.</summary>
    public static ReadOnlyMemory<byte> Sign(AgentId agent, Digest statement) => Sign(KeyOf(agent), statement);

    /// <inheritdoc/>
    public bool Holds(in Claim claim) => claim.Signature.Span.SequenceEqual(Sign(claim.Key, claim.Statement).Span);

    private static ReadOnlyMemory<byte> Sign(PublicKey key, Digest statement)
    {
        Span<byte> bytes = stackalloc byte[PublicKey.SizeBytes + Digest.SizeBytes];
        key.Bytes.CopyTo(bytes);
        statement.CopyTo(bytes[PublicKey.SizeBytes..]);
        byte[] half = Digest.Of(bytes).ToArray();
        return (byte[])[.. half, .. half];
    }
}
