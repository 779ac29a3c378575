using Swarm.Core.Membership;

namespace Swarm.Core.Signing;

/// <summary>"The holder of this key signed this statement": something to be checked.</summary>
/// <param name="Key">Whose signature it is said to be.</param>
/// <param name="Statement">The digest of what was signed, see <see cref="Signing.Statement"/>.</param>
/// <param name="Signature">The signature: 64 bytes, the two numbers of ECDSA one after the other.</param>
public readonly record struct Claim(PublicKey Key, Digest Statement, ReadOnlyMemory<byte> Signature);
