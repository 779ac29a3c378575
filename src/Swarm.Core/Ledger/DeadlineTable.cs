namespace Swarm.Core.Ledger;

/// <summary>
/// By when, in the log's working time, the holder of each open attempt has to be heard of again; the next due comes
/// first.
/// </summary>
internal sealed class DeadlineTable
{
    private readonly SortedSet<(long Micros, ActivityId Activity)> _deadlines = [];

    /// <summary>When the first is due.</summary>
    internal long FirstMicros => _deadlines.Count > 0 ? _deadlines.Min.Micros : long.MaxValue;

    /// <summary>What is due before a moment, the longest due first.</summary>
    internal IEnumerable<ActivityId> Before(long micros)
    {
        foreach ((long due, ActivityId activity) in _deadlines)
        {
            if (due >= micros)
            {
                yield break;
            }

            yield return activity;
        }
    }

    /// <summary>What becomes due first from a moment on, and when; null when nothing does.</summary>
    internal (long Micros, ActivityId Activity)? NextFrom(long micros)
    {
        foreach ((long Micros, ActivityId) next in _deadlines)
        {
            if (next.Micros >= micros)
            {
                return next;
            }
        }

        return null;
    }

    internal void Add(ActivityId activity, long micros) =>
        Invariant.That(_deadlines.Add((micros, activity)), "an attempt has one deadline at a time");

    internal void Remove(ActivityId activity, long micros) =>
        Invariant.That(_deadlines.Remove((micros, activity)), "only an open attempt has a deadline");
}
