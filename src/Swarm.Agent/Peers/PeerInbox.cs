using Microsoft.Extensions.Logging;
using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.Core.Membership;
using Swarm.Protocol.V1;
using MemberKey = Swarm.Core.Membership.MemberKey;

namespace Swarm.Agent.Peers;

/// <summary>
/// Takes in what peers say, decoded once. Who speaks follows from the session; a newer link of a peer
/// replaces its older one, which may be that of a process that is gone.
/// </summary>
internal sealed class PeerInbox(Action<AgentInput.Peer> hear, ILogger log)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<AgentId, CancellationTokenSource> _links = [];
    private long _malformed;

    /// <summary>How many messages could not be read.</summary>
    internal long Malformed => Interlocked.Read(ref _malformed);

    /// <summary>Reads a peer's link until it ends or is replaced.</summary>
    internal async Task ReadAsync(
        AgentId peer, IAsyncEnumerable<PeerFrame> frames, CancellationToken cancellationToken)
    {
        CancellationTokenSource replaced = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        CancellationToken stop = replaced.Token;
        await EnterAsync(peer, replaced);
        try
        {
            bool complained = false;
            await foreach (PeerFrame frame in frames.WithCancellation(stop))
            {
                complained = Take(peer, frame, complained);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Its successor reads on.
        }
        finally
        {
            Leave(peer, replaced);
        }
    }

    // Whoever takes a link out of the table disposes of it: the successor that replaces it, or it itself at its end.
    private async Task EnterAsync(AgentId peer, CancellationTokenSource mine)
    {
        CancellationTokenSource? older;
        lock (_gate)
        {
            _links.TryGetValue(peer, out older);
            _links[peer] = mine;
        }

        if (older is not null)
        {
            await older.CancelAsync();
            older.Dispose();
        }
    }

    private void Leave(AgentId peer, CancellationTokenSource mine)
    {
        lock (_gate)
        {
            if (_links.TryGetValue(peer, out CancellationTokenSource? current) && current == mine)
            {
                _links.Remove(peer);
                mine.Dispose();
            }
        }
    }

    private bool Take(AgentId peer, PeerFrame frame, bool complained)
    {
        MemberKey from = new(peer, new Incarnation(frame.Incarnation));
        foreach (PeerEnvelope envelope in frame.Messages)
        {
            try
            {
                hear(new AgentInput.Peer(from, PeerCodec.Decode(envelope)));
            }
            catch (FormatException e)
            {
                Interlocked.Increment(ref _malformed);
                if (!complained)
                {
                    Log.MessageMalformed(log, peer, Printable.Of(e.Message));
                    complained = true;
                }
            }
        }

        return complained;
    }
}
