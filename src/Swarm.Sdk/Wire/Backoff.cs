namespace Swarm.Sdk.Wire;

/// <summary>Waits longer each time, and not for ever: between two tries to reach an agent.</summary>
internal sealed class Backoff(TimeProvider time)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private TimeSpan _next = s_first;
    private long? _since;

    /// <summary>Something went well: the next trouble begins anew.</summary>
    internal void Reset()
    {
        _next = s_first;
        _since = null;
    }

    /// <summary>Waits; false, at once, when it was tried for long enough.</summary>
    internal async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        _since ??= time.GetTimestamp();
        if (time.GetElapsedTime(_since.Value) > s_limit)
        {
            return false;
        }

        await Task.Delay(_next, time, cancellationToken).ConfigureAwait(false);
        _next = _next * 2 < s_longest ? _next * 2 : s_longest;
        return true;
    }
}
