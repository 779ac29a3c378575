namespace Swarm.Core.Membership;

/// <summary>
/// Watches everybody by what is heard of them: any message counts. Simple on purpose; a member that is silent too long
/// is reported, and only a quorum of reports removes it. Pauses of this very process blame nobody.
/// </summary>
internal sealed class FailureDetector(CoreSettings settings)
{
    private readonly SortedDictionary<AgentId, Peer> _peers = [];
    private Instant _lastInput;

    /// <summary>Takes note that time passed here; a long gap means that this process stood still.</summary>
    internal void OnInput(Instant now)
    {
        if (now.Since(_lastInput) > settings.PausedAfterMicros)
        {
            Listen(now);
        }

        _lastInput = now;
    }

    /// <summary>Begins to listen: who was silent before said nothing that this process could have heard.</summary>
    internal void Listen(Instant now)
    {
        foreach (Peer peer in _peers.Values)
        {
            peer.Heard = now;
        }
    }

    /// <summary>Watches these and nobody else.</summary>
    internal void Watch(IEnumerable<MemberKey> keys, Instant now)
    {
        SortedDictionary<AgentId, MemberKey> wanted = [];
        foreach (MemberKey key in keys)
        {
            wanted[key.Agent] = key;
        }

        foreach (AgentId gone in _peers.Keys.Where(agent => !wanted.ContainsKey(agent)).ToArray())
        {
            _peers.Remove(gone);
        }

        foreach (MemberKey key in wanted.Values)
        {
            if (!_peers.TryGetValue(key.Agent, out Peer? peer) || peer.Key != key)
            {
                _peers[key.Agent] = new Peer(key) { Heard = now };
            }
        }
    }

    /// <summary>Hears something of a member.</summary>
    internal void OnHeard(MemberKey from, Instant now)
    {
        if (_peers.TryGetValue(from.Agent, out Peer? peer) && peer.Key == from)
        {
            peer.Heard = now;
            peer.IsKnownAlive = true;
        }
    }

    /// <summary>Hears that a heartbeat of this agent came back.</summary>
    internal void OnRoundTrip(AgentId agent, long micros)
    {
        if (_peers.TryGetValue(agent, out Peer? peer))
        {
            peer.Measure(micros);
        }
    }

    /// <summary>Whether a member was silent too long.</summary>
    internal bool IsLost(AgentId agent, Instant now) => SilentMicros(agent, now) > settings.DeadAfterMicros;

    /// <summary>Whether this very process was heard at all, and lately.</summary>
    internal bool IsAlive(MemberKey key, Instant now) =>
        _peers.TryGetValue(key.Agent, out Peer? peer)
            && peer.Key == key
            && peer.IsKnownAlive
            && !IsLost(key.Agent, now);

    /// <summary>For how long nothing was heard of a member; 0 for those who are not watched.</summary>
    internal long SilentMicros(AgentId agent, Instant now) =>
        _peers.TryGetValue(agent, out Peer? peer) ? now.Since(peer.Heard) : 0;

    /// <summary>The usual round trip to a member; 0 when none was measured.</summary>
    internal long RoundTripMicros(AgentId agent) => _peers.GetValueOrDefault(agent)?.RoundTripMicros ?? 0;

    /// <summary>The round trip to a member that few answers exceed; 0 when none was measured.</summary>
    internal long LateMicros(AgentId agent) =>
        _peers.GetValueOrDefault(agent) is { RoundTripMicros: > 0 } peer
            ? peer.RoundTripMicros + (4 * peer.DeviationMicros) : 0;

    /// <summary>What is known of one peer.</summary>
    private sealed class Peer(MemberKey key)
    {
        internal MemberKey Key { get; } = key;

        internal Instant Heard { get; set; }

        internal bool IsKnownAlive { get; set; }

        internal long RoundTripMicros { get; private set; }

        internal long DeviationMicros { get; private set; }

        internal void Measure(long micros)
        {
            if (RoundTripMicros == 0)
            {
                RoundTripMicros = micros;
                DeviationMicros = micros / 2;
                return;
            }

            long error = micros - RoundTripMicros;
            RoundTripMicros = Math.Max(1, RoundTripMicros + (error / 8));
            DeviationMicros += (Math.Abs(error) - DeviationMicros) / 4;
        }
    }
}
