using Swarm.Core.Ledger;
using Swarm.Core.Membership;
using Swarm.Core.Runs;

namespace Swarm.Core.Scheduling;

/// <summary>Makes this agent's bids: how much more it takes, and what each ready activity would cost here.</summary>
internal sealed class BidMaker(CoreSettings settings, LogFold fold, CostModel costs, RunBook runs)
{
    private const int MaxItems = 256;
    private const int Spare = 16;

    private long _number;

    /// <summary>The bid for a bucket; with nothing to take it declines by an empty list.</summary>
    internal Bid Make(int bucket, MemberKey self, bool takesWork, Instant now)
    {
        int budget = takesWork ? runs.BudgetMilliCores() : 0;
        List<BidItem> items = [];
        if (budget > 0)
        {
            int window = Math.Min(MaxItems, fold.View.Members.Count * (budget / 1000 + 1) + Spare);
            foreach (ReadyActivity ready in fold.Ledger.Ready.In(bucket).Take(window))
            {
                CampaignRecord campaign = fold.Ledger.Find(ready.Activity.Campaign)!;
                if (WhyNot(campaign, ready.Activity.Index, self.Agent) is null)
                {
                    items.Add(costs.Terms(campaign, ready.Activity.Index, self));
                }
            }
        }

        return new Bid(
            fold.View.Epoch, bucket, ++_number, fold.Folded, budget, runs.WaitMicros(now), runs.Lanes, items);
    }

    /// <summary>Why this agent does not bid for an activity, for people; null when it does.</summary>
    internal string? WhyNot(CampaignRecord campaign, int index, AgentId self)
    {
        ActivitySpec spec = campaign.Graph.Activities[index];
        if (settings.Capabilities.WhyNot(self, spec) is { } refusal)
        {
            return refusal;
        }

        if (!runs.HasRoomFor(spec.Resources))
        {
            return "its memory or GPUs are in use";
        }

        return campaign.IsShunned(index, self) && AnotherCan(campaign, index)
            ? "it went wrong here before; others are asked first" : null;
    }

    // Who is silent is given nothing: waiting for it to take what went wrong here could be waiting for ever.
    private bool AnotherCan(CampaignRecord campaign, int index) =>
        fold.View.Members.Any(member =>
            !campaign.IsShunned(index, member.Agent)
            && !fold.Ledger.IsSilent(member.Agent)
            && member.Capabilities.CanRun(member.Agent, campaign.Graph.Activities[index]));
}
