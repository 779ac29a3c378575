using Swarm.Core.Consensus;
using Swarm.Core.Membership;

namespace Swarm.Core.Ledger;

/// <summary>What one entry of the log changed, for those who act on it.</summary>
internal sealed class FoldNews
{
    /// <summary>Changes of campaigns, in order.</summary>
    internal List<CampaignChange> Changes { get; } = [];

    /// <summary>Assignments that stand.</summary>
    internal List<(ActivityId Activity, Attempt Attempt, MemberKey Winner)> Opened { get; } = [];

    /// <summary>Attempts that are no longer open, and whether their result stands.</summary>
    internal List<(ActivityId Activity, Attempt Attempt, MemberKey Holder, bool IsAccepted)> Closed { get; } = [];

    /// <summary>The decision that stands, or null.</summary>
    internal PoolEvent.Assigned? Decided { get; set; }

    /// <summary>Results that came too late.</summary>
    internal List<(ActivityId Activity, Attempt Attempt)> Refused { get; } = [];

    /// <summary>
    /// What the entry taught about how long things run: the key of the kind, and microseconds at speed 1.
    /// </summary>
    internal List<(string Kind, long Micros)> Measured { get; } = [];

    /// <summary>The campaign that was accepted, or null.</summary>
    internal CampaignRecord? Accepted { get; set; }

    /// <summary>Whether a new view is in force.</summary>
    internal bool IsViewNew { get; set; }

    /// <summary>The process that asks to join, or null.</summary>
    internal Member? Joining { get; set; }

    /// <summary>The proof by which a member was barred, or null.</summary>
    internal Contradiction? Barred { get; set; }

    /// <summary>Why the entry does not stand, or null.</summary>
    internal string? Ignored { get; set; }

    /// <summary>Whether bids of this process may change, apart from what became ready: not by what others ended.
    /// </summary>
    internal bool Concerns(MemberKey process) =>
        IsViewNew || Decided is not null || Closed.Exists(closed => closed.Holder == process);

    /// <summary>Tells those who watch.</summary>
    internal void Tell(Outbox outbox)
    {
        if (Barred is { } proof)
        {
            outbox.Observe(new AgentEvent.MemberBarred(proof));
        }

        if (Accepted is { } accepted)
        {
            outbox.Observe(new AgentEvent.CampaignAccepted(Changes[0], accepted.Graph));
        }

        foreach (CampaignChange change in Changes.Skip(Accepted is null ? 0 : 1))
        {
            outbox.Observe(new AgentEvent.CampaignChanged(change));
        }

        foreach ((ActivityId activity, Attempt attempt) in Refused)
        {
            outbox.Observe(new AgentEvent.ResultRefused(activity, attempt));
        }
    }

    internal void Clear()
    {
        Changes.Clear();
        Opened.Clear();
        Closed.Clear();
        Refused.Clear();
        Measured.Clear();
        Decided = null;
        Accepted = null;
        IsViewNew = false;
        Joining = null;
        Barred = null;
        Ignored = null;
    }
}
