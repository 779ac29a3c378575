using Swarm.Core.Fabric;
using Swarm.Core.Membership;

namespace Swarm.Core;

/// <summary>What an agent wants done in the world. Effects are done in the order in which they were decided.</summary>
public abstract record Effect
{
    private Effect()
    {
    }

    /// <summary>Tell a peer. It may be lost.</summary>
    /// <param name="To">Whom.</param>
    /// <param name="Message">What.</param>
    public sealed record Send(AgentId To, PeerMessage Message) : Effect;

    /// <summary>
    /// Sign what a message says; answered by <see cref="AgentInput.Signed"/>. Nothing is sent before that.
    /// </summary>
    /// <param name="Draft">The message, without this agent's signature.</param>
    /// <param name="Statement">The digest to sign.</param>
    public sealed record Sign(PeerMessage Draft, Digest Statement) : Effect;

    /// <summary>
    /// Append to the log; answered by <see cref="AgentInput.AppendAnswered"/>, settled by reading the entry.
    /// </summary>
    /// <param name="Number">Names the append in its answer.</param>
    /// <param name="Event">What to append.</param>
    public sealed record Append(long Number, PoolEvent Event) : Effect;

    /// <summary>Run an activity; answered by <see cref="AgentInput.RunEnded"/>.</summary>
    /// <param name="Order">All that is needed for it.</param>
    public sealed record Run(RunOrder Order) : Effect;

    /// <summary>Stop a run: its attempt is no longer this agent's. It ends without an answer.</summary>
    /// <param name="Activity">The activity.</param>
    /// <param name="Attempt">The attempt.</param>
    /// <param name="Reason">One line for people.</param>
    public sealed record Cancel(ActivityId Activity, Attempt Attempt, string Reason) : Effect;

    /// <summary>The result of a run stands: its outputs become visible at their place.</summary>
    /// <param name="Activity">The activity.</param>
    /// <param name="Attempt">The attempt.</param>
    public sealed record Publish(ActivityId Activity, Attempt Attempt) : Effect;

    /// <summary>The result of a run was refused or is of no use: what it left is removed.</summary>
    /// <param name="Activity">The activity.</param>
    /// <param name="Attempt">The attempt.</param>
    public sealed record Discard(ActivityId Activity, Attempt Attempt) : Effect;

    /// <summary>
    /// See whether this agent holds what a peer needs; answered by <see cref="AgentInput.DataLooked"/>.
    /// </summary>
    /// <param name="Peer">Who needs it.</param>
    /// <param name="Need">What it needs.</param>
    public sealed record Look(MemberKey Peer, DataNeed Need) : Effect;

    /// <summary>Fetch content from the first of these that gives it; empty when nobody has it.</summary>
    /// <param name="Number">The number of the need.</param>
    /// <param name="Offers">The offers, best first.</param>
    public sealed record Fetch(long Number, IReadOnlyList<DataOffer> Offers) : Effect;

    /// <summary>Something happened that people, watchers or counters want to know.</summary>
    /// <param name="Event">What happened.</param>
    public sealed record Observe(AgentEvent Event) : Effect;

    /// <summary>The process ends: another process of this agent has taken over, or the view left it out.</summary>
    /// <param name="Reason">One line for people.</param>
    public sealed record Stop(string Reason) : Effect;
}
