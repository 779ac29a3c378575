using System.Text;

namespace Swarm.Agent.Identity;

/// <summary>
/// One meeting of two agents that show each other that they know the swarm's secret: what each proves is bound to both
/// nonces, both names and the certificate of the connection, so that no proof is of use in another meeting or to who
/// stands between them (proto/swarm/v1/peer.proto).
/// </summary>
/// <param name="NonceA">What the caller gave; fresh.</param>
/// <param name="NonceB">What the callee gave; fresh.</param>
/// <param name="Certificate">The digest of the certificate that the callee shows on the connection.</param>
/// <param name="Caller">The caller's name.</param>
/// <param name="Callee">The callee's name.</param>
internal sealed record Introduction(
    Digest NonceA, Digest NonceB, Digest Certificate, AgentId Caller, AgentId Callee)
{
    private const string HelloWords = "swarm hello";
    private const string EnterWords = "swarm enter";

    /// <summary>The callee's proof.</summary>
    internal byte[] ProveHello(SwarmSecret secret) => secret.Prove(Statement(HelloWords));

    /// <summary>Whether the callee's proof is right.</summary>
    internal bool AcceptsHello(SwarmSecret secret, ReadOnlySpan<byte> proof) =>
        secret.Accepts(proof, Statement(HelloWords));

    /// <summary>The caller's proof.</summary>
    internal byte[] ProveEnter(SwarmSecret secret) => secret.Prove(Statement(EnterWords));

    /// <summary>Whether the caller's proof is right.</summary>
    internal bool AcceptsEnter(SwarmSecret secret, ReadOnlySpan<byte> proof) =>
        secret.Accepts(proof, Statement(EnterWords));

    private byte[] Statement(string words) =>
    [
        .. Encoding.UTF8.GetBytes(words),
        0,
        .. NonceA.ToArray(),
        .. NonceB.ToArray(),
        .. Certificate.ToArray(),
        .. Encoding.UTF8.GetBytes(Caller.Text),
        0,
        .. Encoding.UTF8.GetBytes(Callee.Text),
    ];
}
