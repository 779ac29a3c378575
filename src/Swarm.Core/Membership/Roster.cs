namespace Swarm.Core.Membership;

/// <summary>The newest process of each agent that ever asked to join, as the log tells it.</summary>
internal sealed class Roster
{
    private readonly SortedDictionary<AgentId, Entry> _entries = [];

    /// <summary>All agents that are in the swarm or ask to be, in order of their names.</summary>
    internal IEnumerable<Member> Candidates =>
        _entries.Values.Where(entry => !entry.IsGone).Select(entry => entry.Member);

    /// <summary>All agents that are gone, in order of their names.</summary>
    internal IEnumerable<Departure> Departures =>
        _entries.Values.Where(entry => entry.IsGone)
            .Select(entry => new Departure(entry.Member, entry.IsLeaving, entry.GoneMicros));

    /// <summary>The newest process of every agent, in order of their names; the leaving too.</summary>
    internal IEnumerable<Member> Newest => _entries.Values.Select(entry => entry.Member);

    /// <summary>Takes note of a process; the same nonce twice is the same process, appended twice.</summary>
    /// <returns>Whether the process is a new one.</returns>
    internal bool Add(Member member, Digest nonce)
    {
        if (_entries.TryGetValue(member.Agent, out Entry? known) && known.Nonce == nonce)
        {
            return false;
        }

        _entries[member.Agent] = new Entry(member, nonce);
        return true;
    }

    /// <summary>Takes note that a process leaves.</summary>
    /// <returns>Whether it is the newest of its agent and was not leaving before.</returns>
    internal bool Leave(MemberKey key, long brokerMicros)
    {
        bool stands = _entries.TryGetValue(key.Agent, out Entry? known) && known.Member.Key == key && !known.IsLeaving;
        if (stands)
        {
            _entries[key.Agent] = known! with { IsLeaving = true, GoneMicros = brokerMicros };
        }

        return stands;
    }

    /// <summary>
    /// Takes note that a view left a process out: it is gone for good, and its agent comes back as another incarnation.
    /// </summary>
    internal void Cut(MemberKey key, long brokerMicros)
    {
        if (_entries.TryGetValue(key.Agent, out Entry? known) && known.Member.Key == key && !known.IsGone)
        {
            _entries[key.Agent] = known with { IsCut = true, GoneMicros = brokerMicros };
        }
    }

    /// <summary>The newest process of an agent, or null.</summary>
    internal Member? Find(AgentId agent) => _entries.GetValueOrDefault(agent)?.Member;

    /// <summary>Whether this is the newest process of its agent.</summary>
    internal bool IsNewest(MemberKey key) => Find(key.Agent)?.Key == key;

    /// <summary>Whether this is the newest process of its agent, and neither said goodbye nor was left out.</summary>
    internal bool IsCandidate(MemberKey key) => IsNewest(key) && !_entries[key.Agent].IsGone;

    /// <summary>Whether the agent's newest process said goodbye.</summary>
    internal bool IsLeaving(AgentId agent) => _entries.GetValueOrDefault(agent)?.IsLeaving ?? false;

    /// <summary>The newest process of an agent.</summary>
    /// <param name="Member">The process.</param>
    /// <param name="Nonce">What tells its entry from another's.</param>
    private sealed record Entry(Member Member, Digest Nonce)
    {
        internal bool IsLeaving { get; init; }

        internal bool IsCut { get; init; }

        internal long GoneMicros { get; init; }

        internal bool IsGone => IsLeaving || IsCut;
    }
}
