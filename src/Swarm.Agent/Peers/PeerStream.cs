using Swarm.Grpc;
using ErrorCode = Swarm.Model.ErrorCode;

namespace Swarm.Agent.Peers;

/// <summary>What a peer sends as an answer in many pieces.</summary>
internal static class PeerStream
{
    /// <summary>
    /// Asks, and returns when the first piece has come; null when there is none. A peer that was restarted since it was
    /// asked last is introduced to anew.
    /// </summary>
    /// <exception cref="SwarmException">The peer does not answer, is another, or refuses.</exception>
    internal static async Task<IAsyncEnumerator<T>?> BeginAsync<T>(
        PeerDoor door,
        AgentId peer,
        Func<GrpcCallOptions, IAsyncEnumerable<T>> ask,
        CancellationToken cancellationToken)
    {
        try
        {
            return await TryBeginAsync(door, peer, ask, cancellationToken);
        }
        catch (SwarmException e) when (e.InnerException is GrpcException
        {
            Code: GrpcStatusCode.Unauthenticated or GrpcStatusCode.Unavailable,
        })
        {
            // Its session is of the process before, or the connection to that process was found to be dead.
            return await TryBeginAsync(door, peer, ask, cancellationToken);
        }
    }

    /// <summary>Waits for the next piece.</summary>
    /// <exception cref="SwarmException">The peer broke off.</exception>
    internal static async ValueTask<bool> MoveAsync<T>(PeerDoor door, IAsyncEnumerator<T> pieces)
    {
        try
        {
            return await pieces.MoveNextAsync();
        }
        catch (GrpcException e)
        {
            throw door.Explain(e);
        }
    }

    private static async Task<IAsyncEnumerator<T>?> TryBeginAsync<T>(
        PeerDoor door,
        AgentId peer,
        Func<GrpcCallOptions, IAsyncEnumerable<T>> ask,
        CancellationToken cancellationToken)
    {
        PeerSession session = await door.EnterAsync(cancellationToken);
        if (session.Welcome.Host != peer)
        {
            door.Forget();
            throw new SwarmException(
                ErrorCode.PeerUnreachable, $"agent {session.Welcome.Host} answers at {door.Endpoint}, not {peer}");
        }

        IAsyncEnumerator<T> pieces = ask(session.Call).GetAsyncEnumerator(cancellationToken);
        bool kept = false;
        try
        {
            kept = await MoveAsync(door, pieces);
            return kept ? pieces : null;
        }
        finally
        {
            if (!kept)
            {
                await pieces.DisposeAsync();
            }
        }
    }
}
