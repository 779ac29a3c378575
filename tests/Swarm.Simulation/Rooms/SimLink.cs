namespace Swarm.Simulation.Rooms;

/// <summary>
/// One direction between two agents. Faults add to it and take away what they added, so they compose.
/// </summary>
internal sealed class SimLink
{
    /// <summary>How many faults cut it.</summary>
    internal int Cuts { get; set; }

    /// <summary>How many of a thousand messages are lost on it, beyond what is lost everywhere.</summary>
    internal int LossPermille { get; set; }

    /// <summary>How much longer its messages travel.</summary>
    internal long ExtraMicros { get; set; }

    /// <summary>Until when nothing comes through: it arrives all at once afterwards.</summary>
    internal long HeldUntil { get; set; }

    /// <summary>How many faults trouble it alone.</summary>
    internal int Troubles { get; private set; }

    /// <summary>When it was last in such trouble.</summary>
    internal long TroubledAt { get; private set; } = long.MinValue / 2;

    /// <summary>Gets into trouble.</summary>
    internal void Trouble(long now)
    {
        Troubles++;
        TroubledAt = now;
    }

    /// <summary>Gets out of it.</summary>
    internal void Recover(long now)
    {
        Troubles--;
        TroubledAt = now;
    }
}
