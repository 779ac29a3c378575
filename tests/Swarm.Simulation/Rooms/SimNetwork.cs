using Swarm.Core;

namespace Swarm.Simulation.Rooms;

/// <summary>What lies between the agents: ways of different lengths that lose, delay, double and reorder.</summary>
internal sealed class SimNetwork
{
    private const int MostLossPermille = 950;

    private readonly SimClock _clock;
    private readonly SimMap _map;
    private readonly Rng _rng;
    private readonly SimLink[,] _links;

    internal SimNetwork(SimClock clock, SimMap map, Rng rng)
    {
        _clock = clock;
        _map = map;
        _rng = rng;
        _links = new SimLink[map.Agents, map.Agents];
        for (int i = 0; i < map.Agents * map.Agents; i++)
        {
            _links[i / map.Agents, i % map.Agents] = new SimLink();
        }
    }

    /// <summary>How many of a thousand messages are lost on every link.</summary>
    internal int LossPermille { get; set; }

    /// <summary>How many of a thousand messages arrive twice.</summary>
    internal int DuplicatePermille { get; set; }

    /// <summary>How much longer than another a message may travel: they overtake each other.</summary>
    internal long JitterMicros { get; set; }

    /// <summary>How much longer every message travels.</summary>
    internal long ExtraMicros { get; set; }

    /// <summary>How many messages were sent.</summary>
    internal long Messages { get; private set; }

    /// <summary>One direction between two agents.</summary>
    internal SimLink Link(int from, int to) => _links[from, to];

    /// <summary>Whether messages can pass in both directions.</summary>
    internal bool IsOpen(int one, int other) =>
        one == other || (_links[one, other].Cuts == 0 && _links[other, one].Cuts == 0);

    /// <summary>Carries a message, if nothing happens to it.</summary>
    internal void Send(int from, int to, Action arrive)
    {
        Messages++;
        SimLink link = _links[from, to];
        int loss = Math.Min(MostLossPermille, LossPermille + link.LossPermille);
        if (link.Cuts > 0 || _rng.Below(1000) < loss)
        {
            return;
        }

        int copies = _rng.Below(1000) < DuplicatePermille ? 2 : 1;
        for (int i = 0; i < copies; i++)
        {
            long delay = WayMicros(from, to, link);
            long held = Math.Max(0, link.HeldUntil - _clock.Now);
            _clock.After(Math.Max(delay, held), arrive);
        }
    }

    private long WayMicros(int from, int to, SimLink link) =>
        _map.WayMicros(from, to, _rng) + ExtraMicros + link.ExtraMicros
        + (JitterMicros > 0 ? _rng.Below(JitterMicros) : 0);
}
