using Swarm.Grpc;

namespace Swarm.Agent.Peers;

/// <summary>What entering at a peer has given.</summary>
/// <param name="Call">Options that carry the session's token.</param>
/// <param name="Welcome">What the peer told.</param>
internal sealed record PeerSession(GrpcCallOptions Call, PeerWelcome Welcome);
