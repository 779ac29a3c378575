using Swarm.Core.Consensus;
using Swarm.Core.Ledger;
using Swarm.Core.Membership;

namespace Swarm.Core.Scheduling;

/// <summary>
/// A proposer's side of the bids of one bucket: keeps the newest of each member and makes a batch of them, each
/// activity to whoever would be done with it first.
/// </summary>
internal sealed class BidBook(CoreSettings settings, LogFold fold)
{
    private readonly SortedDictionary<AgentId, Offer> _offers = [];
    private readonly Dictionary<ActivityId, Instant> _waiting = [];

    /// <summary>Takes a bid in, unless a newer one is here.</summary>
    internal void Add(MemberKey bidder, Bid bid)
    {
        if (!_offers.TryGetValue(bidder.Agent, out Offer? known)
            || known.Bidder != bidder
            || known.Bid.Number < bid.Number)
        {
            _offers[bidder.Agent] = new Offer(bidder, bid);
        }
    }

    /// <summary>The newest bids.</summary>
    internal IEnumerable<(MemberKey Bidder, Bid Bid)> Bids => _offers.Values.Select(offer => (offer.Bidder, offer.Bid));

    /// <summary>Takes note of what was given away after the bids were made.</summary>
    internal void OnOpened(ActivityId activity, MemberKey winner, int milliCores)
    {
        if (_offers.TryGetValue(winner.Agent, out Offer? offer)
            && offer.Bidder == winner
            && offer.Bid.Basis < fold.Folded)
        {
            offer.Take(activity, milliCores);
        }

        _waiting.Remove(activity);
    }

    /// <summary>Makes the next batch; null when nothing can be given away yet.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="isLost">Whom not to wait for.</param>
    /// <param name="now">The moment.</param>
    internal Batch? Make(int bucket, Func<AgentId, bool> isLost, Instant now)
    {
        List<BatchItem> items = [];
        HashSet<ActivityId>? offered = null;
        int passed = 0;
        foreach (ReadyActivity ready in fold.Ledger.Ready.In(bucket).Take(BidMaker.MaxLooks))
        {
            if (items.Count >= settings.MaxBatch || !_offers.Values.Any(offer => offer.HasRoom))
            {
                break;
            }

            // Many that nobody wants do not stand in the way of what somebody does.
            if (passed > Batch.MaxItems
                && !(offered ??= [.. _offers.Values.SelectMany(offer => offer.Activities)]).Contains(ready.Activity))
            {
                continue;
            }

            CampaignRecord campaign = fold.Ledger.Find(ready.Activity.Campaign)!;
            Offer? best = IsHeardOut(campaign, ready.Activity, isLost, now) ? Best(ready.Activity, campaign) : null;
            if (best is null)
            {
                passed++;
                continue;
            }

            Attempt attempt = campaign.Activities[ready.Activity.Index].Attempt;
            best.Take(ready.Activity, MilliCores(campaign, ready.Activity));
            items.Add(new BatchItem(ready.Activity, attempt, best.Bidder));
        }

        return items.Count > 0 ? new Batch(items) : null;
    }

    private static int MilliCores(CampaignRecord campaign, ActivityId activity) =>
        campaign.Graph.Activities[activity.Index].Resources.MilliCores;

    // All who could run it have answered since it became ready, or had the time to.
    private bool IsHeardOut(CampaignRecord campaign, ActivityId activity, Func<AgentId, bool> isLost, Instant now)
    {
        ulong since = campaign.Activities[activity.Index].ReadySequence;
        bool all = true;
        foreach (Member member in fold.View.Members)
        {
            bool answered = _offers.TryGetValue(member.Agent, out Offer? offer)
                && offer.Bidder == member.Key && offer.Bid.Basis >= since;
            all &= answered || isLost(member.Agent) || fold.Ledger.IsSilent(member.Agent)
                || !member.Capabilities.CanRun(
                    member.Agent, campaign.Owner, campaign.Graph.Activities[activity.Index]);
        }

        if (all)
        {
            return true;
        }

        if (!_waiting.TryGetValue(activity, out Instant began))
        {
            _waiting[activity] = began = now;
        }

        return now.Since(began) >= settings.BidWaitMicros;
    }

    private Offer? Best(ActivityId activity, CampaignRecord campaign)
    {
        Attempt attempt = campaign.Activities[activity.Index].Attempt;
        Offer? best = null;
        long bestMicros = long.MaxValue;
        foreach (Offer offer in _offers.Values)
        {
            bool canWin = fold.View.Has(offer.Bidder) && !fold.Ledger.IsSilent(offer.Bidder.Agent) && offer.HasRoom;
            if (canWin && offer.TotalMicros(activity, attempt) is { } micros && micros < bestMicros)
            {
                best = offer;
                bestMicros = micros;
            }
        }

        return best;
    }

    /// <summary>A bid and what is left of it.</summary>
    private sealed class Offer
    {
        private readonly Dictionary<ActivityId, BidItem> _items = [];
        private long _budget;
        private long _waitMicros;

        internal Offer(MemberKey bidder, Bid bid)
        {
            Bidder = bidder;
            Bid = bid;
            _budget = bid.BudgetMilliCores;
            _waitMicros = bid.WaitMicros;
            foreach (BidItem item in bid.Items)
            {
                _items[item.Activity] = item;
            }
        }

        internal MemberKey Bidder { get; }

        internal Bid Bid { get; }

        internal IEnumerable<ActivityId> Activities => _items.Keys;

        internal bool HasRoom => _budget > 0 && _items.Count > 0;

        internal long? TotalMicros(ActivityId activity, Attempt attempt) =>
            _items.TryGetValue(activity, out BidItem item) && item.Attempt == attempt
                ? _waitMicros + item.MoveMicros + item.RunMicros : null;

        internal void Take(ActivityId activity, int milliCores)
        {
            if (_items.Remove(activity, out BidItem item))
            {
                _budget -= milliCores;
                _waitMicros += item.RunMicros * milliCores / (1000L * Math.Max(1, Bid.Lanes));
            }
        }
    }
}
