using Swarm.Core.Consensus;
using Swarm.Core.Membership;

namespace Swarm.Core;

/// <summary>Something worth knowing that happened inside the core: one event for logs, counters and watchers.</summary>
public abstract record AgentEvent
{
    private AgentEvent()
    {
    }

    /// <summary>A campaign was accepted.</summary>
    /// <param name="Change">The first change of the campaign.</param>
    /// <param name="Graph">Its graph.</param>
    public sealed record CampaignAccepted(CampaignChange Change, CampaignGraph Graph) : AgentEvent;

    /// <summary>A campaign, or one of its activities, changed.</summary>
    /// <param name="Change">What changed.</param>
    public sealed record CampaignChanged(CampaignChange Change) : AgentEvent;

    /// <summary>A new view is in force.</summary>
    /// <param name="View">The view.</param>
    public sealed record ViewChanged(MemberView View) : AgentEvent;

    /// <summary>An agent asks to join; the transport may link to it.</summary>
    /// <param name="Member">Who.</param>
    public sealed record MemberJoining(Member Member) : AgentEvent;

    /// <summary>A member is not heard any more.</summary>
    /// <param name="Agent">Who.</param>
    /// <param name="SilentMicros">For how long.</param>
    public sealed record MemberSuspected(AgentId Agent, long SilentMicros) : AgentEvent;

    /// <summary>A round decided.</summary>
    /// <param name="Slot">Which.</param>
    /// <param name="Ballot">In which ballot.</param>
    /// <param name="Items">How many lines.</param>
    /// <param name="Micros">How long it took from its proposal, as seen here.</param>
    public sealed record RoundDecided(Slot Slot, int Ballot, int Items, long Micros) : AgentEvent;

    /// <summary>A round's proposer was silent too long.</summary>
    /// <param name="Slot">Which.</param>
    /// <param name="Ballot">The ballot that is left.</param>
    public sealed record RoundTimedOut(Slot Slot, int Ballot) : AgentEvent;

    /// <summary>An entry of the log does not stand.</summary>
    /// <param name="Sequence">Which.</param>
    /// <param name="Author">Who appended it.</param>
    /// <param name="Why">Why not.</param>
    public sealed record EntryIgnored(ulong Sequence, AgentId Author, string Why) : AgentEvent;

    /// <summary>A result was refused because its attempt is no longer open.</summary>
    /// <param name="Activity">The activity.</param>
    /// <param name="Attempt">The attempt of the result.</param>
    public sealed record ResultRefused(ActivityId Activity, Attempt Attempt) : AgentEvent;

    /// <summary>A peer said something that an honest one does not say.</summary>
    /// <param name="Peer">Who.</param>
    /// <param name="Why">What is wrong with it.</param>
    public sealed record PeerMisbehaved(MemberKey Peer, string Why) : AgentEvent;

    /// <summary>A member was shown to lie: from the next view on it has no seat in committees.</summary>
    /// <param name="Proof">What it signed.</param>
    public sealed record MemberBarred(Contradiction Proof) : AgentEvent;

    /// <summary>The broker refused an entry.</summary>
    /// <param name="Code">Why.</param>
    /// <param name="Message">What it said.</param>
    public sealed record AppendRefused(ErrorCode Code, string Message) : AgentEvent;
}
