namespace Swarm.Core.Scheduling;

/// <summary>Which activities' outputs lie here although another agent made them.</summary>
internal sealed class HeldOutputs
{
    private const int MaxHeld = 100_000;

    private readonly HashSet<ActivityId> _held = [];

    /// <summary>Takes note that all outputs of an activity are here now.</summary>
    internal void Add(ActivityId activity)
    {
        if (_held.Count < MaxHeld)
        {
            _held.Add(activity);
        }
    }

    /// <summary>Takes note that an activity is made anew: what is here may be of no use.</summary>
    internal void Remove(ActivityId activity) => _held.Remove(activity);

    /// <summary>Whether all outputs of an activity are here.</summary>
    internal bool Has(ActivityId activity) => _held.Contains(activity);
}
