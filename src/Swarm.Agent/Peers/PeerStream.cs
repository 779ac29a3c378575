using Swarm.Grpc;
using ErrorCode = Swarm.Model.ErrorCode;

namespace Swarm.Agent.Peers;

/// <summary>What a peer answers, in one piece or in many.</summary>
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
        catch (SwarmException e) when (IsOfAnEarlierProcess(e))
        {
            return await TryBeginAsync(door, peer, ask, cancellationToken);
        }
    }

    /// <summary>
    /// Asks, and returns the one answer. A peer that was restarted since it was asked last is introduced to anew.
    /// </summary>
    /// <exception cref="SwarmException">The peer does not answer, is another, or refuses.</exception>
    internal static async Task<T> AskAsync<T>(
        PeerDoor door, AgentId peer, Func<GrpcCallOptions, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAskAsync(door, peer, ask, cancellationToken);
        }
        catch (SwarmException e) when (IsOfAnEarlierProcess(e))
        {
            return await TryAskAsync(door, peer, ask, cancellationToken);
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

    // Its session is of the process before, or the connection to that process was found to be dead.
    private static bool IsOfAnEarlierProcess(SwarmException failure) => failure.InnerException is GrpcException
    {
        Code: GrpcStatusCode.Unauthenticated or GrpcStatusCode.Unavailable,
    };

    private static async Task<PeerSession> EnterAsync(
        PeerDoor door, AgentId peer, CancellationToken cancellationToken)
    {
        PeerSession session = await door.EnterAsync(cancellationToken);
        if (session.Welcome.Host == peer)
        {
            return session;
        }

        door.Forget();
        throw new SwarmException(
            ErrorCode.PeerUnreachable, $"agent {session.Welcome.Host} answers at {door.Endpoint}, not {peer}");
    }

    private static async Task<T> TryAskAsync<T>(
        PeerDoor door, AgentId peer, Func<GrpcCallOptions, Task<T>> ask, CancellationToken cancellationToken)
    {
        PeerSession session = await EnterAsync(door, peer, cancellationToken);
        try
        {
            return await ask(session.Call);
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
        PeerSession session = await EnterAsync(door, peer, cancellationToken);
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
