using Swarm.Grpc;

namespace Swarm.Agent.Peers;

/// <summary>What a peer sends as an answer in many pieces.</summary>
internal static class PeerStream
{
    /// <summary>
    /// Asks, and returns when the first piece has come; null when there is none. A connection that was found to be dead
    /// is made anew.
    /// </summary>
    /// <exception cref="SwarmException">The peer does not answer, is another, or refuses.</exception>
    internal static async Task<IAsyncEnumerator<T>?> BeginAsync<T>(
        PeerDoor door,
        Func<IAsyncEnumerable<T>> ask,
        CancellationToken cancellationToken)
    {
        try
        {
            return await TryBeginAsync(door, ask, cancellationToken);
        }
        catch (SwarmException e) when (IsOfAnEarlierProcess(e))
        {
            return await TryBeginAsync(door, ask, cancellationToken);
        }
    }

    /// <summary>Asks, and returns the one answer. A connection that was found to be dead is made anew.</summary>
    /// <exception cref="SwarmException">The peer does not answer, is another, or refuses.</exception>
    internal static async Task<T> AskAsync<T>(
        PeerDoor door, Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAskAsync(door, ask, cancellationToken);
        }
        catch (SwarmException e) when (IsOfAnEarlierProcess(e))
        {
            return await TryAskAsync(door, ask, cancellationToken);
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

    // It was restarted since it was asked last.
    private static bool IsOfAnEarlierProcess(SwarmException failure) =>
        failure.InnerException is GrpcException { Code: GrpcStatusCode.Unavailable };

    private static async Task<T> TryAskAsync<T>(
        PeerDoor door, Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        await door.EnterAsync(cancellationToken);
        try
        {
            return await ask();
        }
        catch (GrpcException e)
        {
            throw door.Explain(e);
        }
    }

    private static async Task<IAsyncEnumerator<T>?> TryBeginAsync<T>(
        PeerDoor door,
        Func<IAsyncEnumerable<T>> ask,
        CancellationToken cancellationToken)
    {
        await door.EnterAsync(cancellationToken);
        IAsyncEnumerator<T> pieces = ask().GetAsyncEnumerator(cancellationToken);
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
