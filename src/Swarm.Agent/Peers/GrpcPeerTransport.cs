using Swarm.Agent.Ports;
using Swarm.Core;
using Swarm.Core.Membership;
using V1 = Swarm.Protocol.V1;
namespace Swarm.Agent.Peers;
/// <summary>Stands in for the links between agents until they are built.</summary>
internal sealed class GrpcPeerTransport : IPeerTransport, IBlobSource
{
    public void Send(AgentId to, PeerMessage message) { }
    public void Link(IReadOnlyList<Member> peers) { }
    public long Dropped => 0;
    public MemberKey Self { get; set; }
    public ValueTask<Stream> OpenAsync(AgentId holder, string endpoint, Digest digest, long offsetBytes, CancellationToken cancellationToken) => throw new SwarmException(ErrorCode.PeerUnreachable, "x");
    public long D2; public async IAsyncEnumerable<V1.LogChunk> LogsAsync(string endpoint, V1.PeerLogsRequest question, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken) { await Task.Yield(); D2++; yield break; }
}
