using Swarm.Core.Consensus;
using Swarm.Core.Ledger;
using Swarm.Core.Membership;

namespace Swarm.Core.Scheduling;

/// <summary>
/// Where bids meet: makes this agent's bids, keeps those of others where it is the proposer, opens rounds, and puts
/// decisions into the log. Nothing here waits for a tick unless something was lost or somebody is slow.
/// </summary>
internal sealed class Marketplace(
    CoreSettings settings, LogFold fold, BidMaker bids, ConsensusReplica consensus, AppendTable appends)
{
    private readonly SortedDictionary<int, BidBook> _books = [];
    private readonly SortedDictionary<int, Said> _said = [];
    private bool _isTouched;
    private long _readySeen;

    /// <summary>Something changed that bids depend on.</summary>
    internal void Touch() => _isTouched = true;

    /// <summary>An entry was read: bids are made anew if it concerns this member, or made something ready.</summary>
    internal void OnFolded(FoldNews news, MemberKey self)
    {
        _isTouched |= news.Concerns(self) || fold.Ledger.Ready.Added != _readySeen;
        _readySeen = fold.Ledger.Ready.Added;
    }

    /// <summary>The bids known here for a bucket.</summary>
    internal IEnumerable<(MemberKey Bidder, Bid Bid)> BidsIn(int bucket) =>
        _books.GetValueOrDefault(bucket)?.Bids ?? [];

    /// <summary>Begins anew in a new view.</summary>
    internal void Reset()
    {
        _books.Clear();
        _said.Clear();
        _isTouched = true;
    }

    /// <summary>Hears a bid.</summary>
    internal void OnBid(MemberKey bidder, Bid bid)
    {
        if ((uint)bid.Bucket < (uint)fold.View.Buckets)
        {
            BookOf(bid.Bucket).Add(bidder, bid);
        }
    }

    /// <summary>Takes note of what was given away.</summary>
    internal void OnOpened(ActivityId activity, MemberKey winner)
    {
        int bucket = Spread.Bucket(activity, fold.View);
        int milliCores = fold.Ledger.Find(activity.Campaign)!.Graph.Activities[activity.Index].Resources.MilliCores;
        _books.GetValueOrDefault(bucket)?.OnOpened(activity, winner, milliCores);
    }

    /// <summary>Bids, proposes and appends whatever is due.</summary>
    internal void Trade(MemberKey self, bool takesWork, Func<AgentId, bool> isLost, Instant now, Outbox outbox)
    {
        for (int bucket = 0; bucket < fold.View.Buckets; bucket++)
        {
            if (_isTouched)
            {
                SayBid(bucket, self, takesWork, now, outbox);
            }

            Propose(bucket, isLost, now, outbox);
        }

        _isTouched = false;
        foreach (Round round in consensus.Open)
        {
            Publish(round, self, now, outbox);
        }
    }

    private void Propose(int bucket, Func<AgentId, bool> isLost, Instant now, Outbox outbox)
    {
        if (consensus.Next(bucket) is not { } round)
        {
            return;
        }

        BatchItem[] overdue = [.. fold.Ledger.OverdueIn(bucket).Take(Batch.MaxItems)];
        if (overdue.Length > 0)
        {
            round.Expect(now);
        }

        if (round.IsMyTurn)
        {
            consensus.Propose(
                round, () => overdue.Length > 0 ? new Batch(overdue) : MakeBatch(round, isLost, now), now, outbox);
        }
    }

    // A ballot that was opened for something which is over by now ends with an empty batch, else it would wait on.
    private Batch? MakeBatch(Round round, Func<AgentId, bool> isLost, Instant now) =>
        fold.Ledger.Ready.CountIn(round.Slot.Bucket) > 0 ? BookOf(round.Slot.Bucket).Make(
            round.Slot.Bucket, isLost, now)
        : round.Ballot > 0 ? new Batch([])
        : null;

    private void SayBid(int bucket, MemberKey self, bool takesWork, Instant now, Outbox outbox)
    {
        if (fold.Ledger.Ready.CountIn(bucket) == 0)
        {
            return;
        }

        Bid bid = bids.Make(bucket, self, takesWork, now);
        Round? round = consensus.Next(bucket);
        MemberKey proposer = fold.CommitteeOf(bucket).Proposer(round?.Ballot ?? 0);
        Said said = new(proposer, fold.NextSlot(bucket), bid.BudgetMilliCores, bid.Items.Count, bid.Basis);
        bool same = _said.TryGetValue(bucket, out Said? before) && before.Value == said.Value;
        if (same && now.Since(before!.At) < settings.RepeatMicros)
        {
            return;
        }

        _said[bucket] = said with { At = now };
        if (proposer == self)
        {
            BookOf(bucket).Add(self, bid);
        }
        else
        {
            outbox.Send(proposer.Agent, new PeerMessage.BidMade(bid));
        }

        if (bid.Items.Count > 0)
        {
            round?.Expect(now);
        }
    }

    // The proposer appends at once; the others by rank, if the entry does not come.
    private void Publish(Round round, MemberKey self, Instant now, Outbox outbox)
    {
        if (round.Decided is not { } decided || round.DecidedBatch is not { } batch
            || fold.NextSlot(round.Slot.Bucket) != round.Slot)
        {
            return;
        }

        int seats = round.Committee.Members.Count;
        int rank = (round.Committee.RankOf(self) - (decided.Ballot % seats) + seats) % seats;
        if (now.Since(round.DecidedAt) >= rank * settings.AppendRankMicros)
        {
            appends.TryAppend(
                new AppendKey(AppendPurpose.Decision, round.Slot),
                new PoolEvent.Assigned(round.Slot, batch, decided),
                now,
                outbox);
        }
    }

    private BidBook BookOf(int bucket)
    {
        if (!_books.TryGetValue(bucket, out BidBook? book))
        {
            _books[bucket] = book = new BidBook(settings, fold);
        }

        return book;
    }

    /// <summary>What the last bid said, to say it again only when it changed or may have been lost.</summary>
    private sealed record Said(MemberKey Proposer, Slot Slot, int Budget, int Items, ulong Basis)
    {
        internal Instant At { get; init; }

        internal (MemberKey, Slot, int, int, ulong) Value => (Proposer, Slot, Budget, Items, Basis);
    }
}
