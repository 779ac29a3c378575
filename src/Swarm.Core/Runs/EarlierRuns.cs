namespace Swarm.Core.Runs;

/// <summary>
/// What earlier processes of this agent ran. One may have ended after its result stood in the log and before it
/// published what it had made, so its successor does: publishing twice is publishing once.
/// </summary>
/// <remarks>
/// While the log is read up to its end, a result that stands may still be made anew further on. What is to be done
/// follows from where everything stands at the end.
/// </remarks>
internal sealed class EarlierRuns
{
    private readonly SortedDictionary<ActivityId, Attempt> _standing = [];
    private readonly List<(ActivityId Activity, Attempt Attempt)> _void = [];
    private bool _isCaughtUp;

    /// <summary>An attempt of an activity was given to somebody: an earlier result stands no longer.</summary>
    internal void OnOpened(ActivityId activity)
    {
        if (_standing.Remove(activity, out Attempt attempt))
        {
            _void.Add((activity, attempt));
        }
    }

    /// <summary>The log closed an attempt of an earlier process.</summary>
    internal void OnClosed(ActivityId activity, Attempt attempt, bool accepted, Outbox outbox)
    {
        if (accepted)
        {
            _standing[activity] = attempt;
        }
        else
        {
            _void.Add((activity, attempt));
        }

        if (_isCaughtUp)
        {
            Settle(outbox);
        }
    }

    /// <summary>The log was read to its end.</summary>
    internal void OnCaughtUp(Outbox outbox)
    {
        _isCaughtUp = true;
        Settle(outbox);
    }

    private void Settle(Outbox outbox)
    {
        foreach ((ActivityId activity, Attempt attempt) in _standing)
        {
            outbox.Add(new Effect.Publish(activity, attempt));
        }

        foreach ((ActivityId activity, Attempt attempt) in _void)
        {
            outbox.Add(new Effect.Discard(activity, attempt));
        }

        _standing.Clear();
        _void.Clear();
    }
}
