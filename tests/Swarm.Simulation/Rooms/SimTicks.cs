using Swarm.Core;

namespace Swarm.Simulation.Rooms;

/// <summary>
/// Tells a process that time has passed: seldom at rest, more often while something is being decided.
/// </summary>
internal sealed class SimTicks(long busyMicros)
{
    private const long RestMicros = 100_000;

    private int _chain;
    private bool _isBusy;

    /// <summary>Ticks from now on.</summary>
    internal void Start(SimProcess process, SimClock clock) => Later(process, clock, _chain);

    /// <summary>Ticks as often as fits what the core is doing.</summary>
    internal void Pace(SimProcess process, SimClock clock)
    {
        if (process.Core.IsDeciding != _isBusy)
        {
            _isBusy = !_isBusy;
            _chain++;
            Later(process, clock, _chain);
        }
    }

    private void Later(SimProcess process, SimClock clock, int chain) =>
        clock.After(_isBusy ? busyMicros : RestMicros, () =>
        {
            if (process.IsUp && chain == _chain)
            {
                process.Post(AgentInput.Tick.Instance);
                Later(process, clock, chain);
            }
        });
}
