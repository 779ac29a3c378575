using Swarm.Core;
using Swarm.Core.Membership;
using Swarm.Protocol;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Control;

/// <summary>The agents of the swarm as one of them sees them, each with its state in a word.</summary>
internal sealed class AgentEntries(CoreReading reading, AgentId self, Instant now)
{
    /// <summary>
    /// How long agents that are gone are still listed, and those that asked to join and were not heard: 10 minutes.
    /// </summary>
    internal const long ShownMicros = 600_000_000;

    /// <summary>Members first, then who asks to join, then who is gone.</summary>
    /// <param name="all">Whether to list those that are gone for long, too.</param>
    internal IEnumerable<V1.AgentEntry> List(bool all)
    {
        foreach (Member member in reading.View.Members)
        {
            yield return Describe(member, StateOf(member), reading.Liveness(member.Agent, now));
        }

        foreach (Member member in reading.Candidates.Where(member => reading.View.Find(member.Agent) is null))
        {
            (long SilentMicros, long) liveness = reading.Liveness(member.Agent, now);
            if (all || liveness.SilentMicros <= ShownMicros)
            {
                yield return Describe(member, StateOf(member), liveness);
            }
        }

        foreach (Departure gone in reading.Departures.Where(gone => reading.View.Find(gone.Member.Agent) is null))
        {
            long silentMicros = Math.Max(0, reading.EstimateBrokerMicros(now) - gone.BrokerMicros);
            if (all || silentMicros <= ShownMicros)
            {
                string state = reading.WhyEvicted(gone.Member.Agent) is not null ? "evicted"
                    : gone.HasLeft ? "left" : "lost";
                yield return Describe(gone.Member, state, (silentMicros, 0));
            }
        }
    }

    // Who said goodbye is a member until the next view, and no more than that.
    private string StateOf(Member member) =>
        member.Agent == self ? "self"
            : reading.WhyEvicted(member.Agent) is not null ? "evicted"
            : reading.Departures.Any(gone => gone.HasLeft && gone.Member.Key == member.Key) ? "left"
            : reading.IsBarred(member.Agent) ? "barred"
            : (reading.View.Has(member.Key), reading.IsSuspected(member.Agent, now)) switch
            {
                (true, false) => "member",
                (true, true) => "suspected",
                (false, false) => "joining",
                (false, true) => "lost",
            };

    private V1.AgentEntry Describe(Member member, string state, (long SilentMicros, long RoundTripMicros) liveness)
    {
        V1.AgentEntry entry = new()
        {
            Agent = member.Agent.Text,
            Incarnation = member.Key.Incarnation.Sequence,
            Endpoint = member.Endpoint,
            State = state,
            RoundTripMicros = liveness.RoundTripMicros,
            SilentMicros = liveness.SilentMicros,
            Offered = ModelCodec.Encode(member.Capabilities.Resources),
            SpeedPermille = member.Capabilities.SpeedPermille,
            Holding = reading.HeldBy(member.Key),
        };
        entry.Plugins.AddRange(member.Capabilities.Plugins);
        entry.Tags.AddRange(member.Capabilities.Tags);
        entry.Aliases.AddRange(member.Capabilities.Aliases);
        return entry;
    }
}
