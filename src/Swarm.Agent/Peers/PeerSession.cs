using Swarm.Agent.Identity;

namespace Swarm.Agent.Peers;

/// <summary>What entering at a peer has given.</summary>
/// <param name="Welcome">What the peer told.</param>
/// <param name="Certificate">What it has shown.</param>
internal sealed record PeerSession(PeerWelcome Welcome, CertificateVerdict Certificate);
