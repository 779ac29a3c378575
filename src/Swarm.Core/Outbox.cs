namespace Swarm.Core;

/// <summary>Where the core puts what it wants done, in order.</summary>
public sealed class Outbox
{
    private readonly List<Effect> _effects = [];

    /// <summary>What is wanted, first to last.</summary>
    public IReadOnlyList<Effect> Effects => _effects;

    /// <summary>Adds an effect after the others.</summary>
    public void Add(Effect effect) => _effects.Add(effect);

    /// <summary>Forgets what was done.</summary>
    public void Clear() => _effects.Clear();

    internal void Send(AgentId to, PeerMessage message) => Add(new Effect.Send(to, message));

    internal void Observe(AgentEvent seen) => Add(new Effect.Observe(seen));
}
