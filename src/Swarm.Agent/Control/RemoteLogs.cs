using System.Runtime.CompilerServices;
using Google.Protobuf;
using Swarm.Agent.Peers;
using Swarm.Core.Membership;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Control;

/// <summary>What an attempt said at another agent, asked from there.</summary>
internal sealed class RemoteLogs(AgentLoop loop, GrpcPeerTransport peers)
{
    internal async IAsyncEnumerable<V1.LogChunk> ReadAsync(
        AgentId holder,
        ActivityId activity,
        Attempt attempt,
        V1.LogsRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Member? member = await loop.AskAsync((core, _) => core.Reading.View.Find(holder), cancellationToken);
        if (member is null)
        {
            throw new SwarmException(
                ErrorCode.PeerUnreachable, $"agent {holder}, which keeps these logs, is not in the swarm at present");
        }

        PeerLogQuery query = new(activity, attempt, request.Follow, request.TailLines);
        await foreach (LogPiece piece in peers.LogsAsync(holder, member.Endpoint, query, cancellationToken))
        {
            yield return new V1.LogChunk { Content = ByteString.CopyFrom(piece.Content.Span), IsError = piece.IsError };
        }
    }
}
