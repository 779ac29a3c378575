using Swarm.Core.Consensus;
using Swarm.Core.Membership;

namespace Swarm.Core;

/// <summary>What an entry of the log says. The log is the only thing that makes facts.</summary>
public abstract record PoolEvent
{
    private PoolEvent()
    {
    }

    /// <summary>The first entry: it founds the swarm, and its digest with its author is the swarm's id.</summary>
    /// <param name="Nonce">Thirty-two random bytes, so that no two swarms are alike.</param>
    /// <param name="Rules">What all its agents do alike.</param>
    /// <param name="PublicKey">What the founder's signatures are checked by.</param>
    /// <param name="Endpoint">Where the founder is reached, as <c>host:port</c>.</param>
    /// <param name="Capabilities">What the founder offers.</param>
    public sealed record Founded(
        Digest Nonce, SwarmRules Rules, PublicKey PublicKey, string Endpoint, Capabilities Capabilities) : PoolEvent;

    /// <summary>A process of the author asks to be in the next view; the entry's sequence is its incarnation.</summary>
    /// <param name="Nonce">Tells the process its own entry from another's of the same name.</param>
    /// <param name="PublicKey">What its signatures are checked by.</param>
    /// <param name="Endpoint">Where it is reached, as <c>host:port</c>.</param>
    /// <param name="Capabilities">What it offers.</param>
    public sealed record Joining(Digest Nonce, PublicKey PublicKey, string Endpoint, Capabilities Capabilities)
        : PoolEvent;

    /// <summary>The author says goodbye: it runs nothing any more and wants to be left out of the next view.</summary>
    /// <param name="Incarnation">Which of its processes.</param>
    public sealed record Leaving(Incarnation Incarnation) : PoolEvent;

    /// <summary>A new view, if its evidence holds.</summary>
    /// <param name="View">The view.</param>
    /// <param name="Evidence">Votes of a quorum of the view before it.</param>
    /// <param name="LossClaim">The sequence of the claim that lowers the quorum, or 0.</param>
    public sealed record ViewInstalled(MemberView View, IReadOnlyList<CutVote> Evidence, ulong LossClaim) : PoolEvent;

    /// <summary>The author has not heard some members for long; they are asked to answer in the log.</summary>
    /// <param name="Epoch">The epoch of the view they are members of.</param>
    /// <param name="Absent">Who is not heard.</param>
    public sealed record LossClaimed(long Epoch, IReadOnlyList<AgentId> Absent) : PoolEvent;

    /// <summary>The author is there after all.</summary>
    /// <param name="Claim">The sequence of the claim it answers.</param>
    public sealed record Present(ulong Claim) : PoolEvent;

    /// <summary>The author shows that a member lies: it is barred from committees.</summary>
    /// <param name="Proof">What the member signed.</param>
    public sealed record MemberBarred(Contradiction Proof) : PoolEvent;

    /// <summary>An operator puts an agent out of the swarm, through the author.</summary>
    /// <param name="Agent">Whom.</param>
    /// <param name="Reason">One line for people.</param>
    public sealed record MemberEvicted(AgentId Agent, string Reason) : PoolEvent;

    /// <summary>An operator clears an agent that is barred or evicted, through the author.</summary>
    /// <param name="Agent">Whom.</param>
    public sealed record MemberCleared(AgentId Agent) : PoolEvent;

    /// <summary>A campaign was accepted.</summary>
    /// <param name="Graph">Its checked graph.</param>
    /// <param name="Body">The digest of the submitted bytes: the same id with another body is a conflict.</param>
    public sealed record CampaignSubmitted(CampaignGraph Graph, Digest Body) : PoolEvent;

    /// <summary>Whatever of a campaign is not final is to end.</summary>
    /// <param name="Campaign">Which campaign.</param>
    /// <param name="Reason">One line for people.</param>
    public sealed record CampaignCanceled(CampaignId Campaign, string Reason) : PoolEvent;

    /// <summary>
    /// Activities that failed, were canceled or skipped are to be tried anew, with what they depend on.
    /// </summary>
    /// <param name="Campaign">Which campaign.</param>
    /// <param name="Activities">Their indexes; empty for all of them.</param>
    public sealed record CampaignRetried(CampaignId Campaign, IReadOnlyList<int> Activities) : PoolEvent;

    /// <summary>A committee decided who runs what.</summary>
    /// <param name="Slot">Which decision it is.</param>
    /// <param name="Batch">What was decided.</param>
    /// <param name="Certificate">The votes that decided it.</param>
    public sealed record Assigned(Slot Slot, Batch Batch, Certificate Certificate) : PoolEvent;

    /// <summary>The author has begun with some of its runs, or still is at them.</summary>
    /// <param name="Author">The author and its incarnation.</param>
    /// <param name="Runs">Which runs, and where they stand; none when the entry only moves the log's time on.</param>
    public sealed record Running(MemberKey Author, IReadOnlyList<RunReport> Runs) : PoolEvent;

    /// <summary>Some of the author's runs ended: well, badly, or handed back.</summary>
    /// <param name="Author">The author and its incarnation.</param>
    /// <param name="Runs">Which runs, and how they ended.</param>
    public sealed record Finished(MemberKey Author, IReadOnlyList<RunResult> Runs) : PoolEvent;
}
