namespace Swarm.Core;

/// <summary>
/// The appends under way, one for each purpose. An answer alone settles nothing: whoever wanted the entry looks into
/// the log for it and, if it does not come, asks again.
/// </summary>
internal sealed class AppendTable(CoreSettings settings)
{
    private readonly Dictionary<AppendKey, Pending> _pending = [];
    private readonly SortedDictionary<long, AppendKey> _keys = [];
    private long _last;
    private ulong _folded;

    /// <summary>Appends, unless an append for the same purpose is under way.</summary>
    /// <returns>The number of the append, or 0 when one was under way.</returns>
    internal long TryAppend(AppendKey key, PoolEvent entry, Instant now, Outbox outbox)
    {
        if (_pending.TryGetValue(key, out Pending? pending))
        {
            if (now < pending.Until)
            {
                return 0;
            }

            _keys.Remove(pending.Number);
        }

        _last++;
        _pending[key] = new Pending(_last, now.Plus(settings.AppendUnknownMicros), 0);
        _keys[_last] = key;
        outbox.Add(new Effect.Append(_last, entry));
        return _last;
    }

    /// <summary>Whether an append for this purpose is under way.</summary>
    internal bool IsUnderWay(AppendKey key, Instant now) =>
        _pending.TryGetValue(key, out Pending? it) && now < it.Until;

    /// <summary>Hears the broker's answer. Unless it was stored, the purpose is free again after a while.</summary>
    internal void OnAnswer(long number, AppendOutcome outcome, Instant now)
    {
        if (!_keys.TryGetValue(number, out AppendKey key))
        {
            return;
        }

        if (outcome is AppendOutcome.Stored stored && stored.Sequence <= _folded)
        {
            // The entry was read before its answer came.
            Free(number, key);
            return;
        }

        _pending[key] = outcome is AppendOutcome.Stored later
            ? _pending[key] with { Sequence = later.Sequence }
            : _pending[key] with { Until = now.Plus(settings.RepeatMicros) };
    }

    /// <summary>Frees the purposes whose entries were read.</summary>
    internal void OnFolded(ulong sequence)
    {
        _folded = sequence;
        if (_keys.Count == 0)
        {
            return;
        }

        foreach ((long number, AppendKey key) in _keys.ToArray())
        {
            if (_pending[key].Sequence is > 0 and var stored && stored <= sequence)
            {
                Free(number, key);
            }
        }
    }

    /// <summary>Forgets everything: a new incarnation begins.</summary>
    internal void Clear()
    {
        _pending.Clear();
        _keys.Clear();
    }

    private void Free(long number, AppendKey key)
    {
        _pending.Remove(key);
        _keys.Remove(number);
    }

    /// <summary>An append under way.</summary>
    /// <param name="Number">Its number.</param>
    /// <param name="Until">When it no longer counts as under way.</param>
    /// <param name="Sequence">Where it was stored, or 0 while nobody said.</param>
    private sealed record Pending(long Number, Instant Until, ulong Sequence);
}
