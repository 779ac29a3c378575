using Swarm.Core.Membership;
using Swarm.Core.Scheduling;

namespace Swarm.Core.Consensus;

/// <summary>
/// One member's part in all rounds of the view in force. A new view voids them: their slots belong to its epoch alone.
/// </summary>
internal sealed class ConsensusReplica(LogFold fold, Patience patience, ProofBook proofs)
{
    private const int MaxSlotsAhead = 4;

    private readonly SortedDictionary<int, SortedDictionary<long, Round>> _rounds = [];
    private MemberKey _self;

    /// <summary>How many proposers were replaced.</summary>
    internal long TimedOut { get; private set; }

    /// <summary>How many rounds decided here.</summary>
    internal long DecidedCount { get; private set; }

    /// <summary>The rounds that are not in the log yet.</summary>
    internal IEnumerable<Round> Open => _rounds.Values.SelectMany(rounds => rounds.Values);

    /// <summary>Begins anew in a new view, or as a new incarnation.</summary>
    internal void Reset(MemberKey self)
    {
        _self = self;
        _rounds.Clear();
    }

    /// <summary>Forgets the rounds that the log has decided.</summary>
    internal void Settle()
    {
        foreach ((int bucket, SortedDictionary<long, Round> rounds) in _rounds)
        {
            long next = fold.NextSlot(bucket).Number;
            while (rounds.Count > 0 && rounds.Keys.First() < next)
            {
                rounds.Remove(rounds.Keys.First());
            }
        }
    }

    /// <summary>The round of the next slot of a bucket; null when this agent is not in its committee.</summary>
    internal Round? Next(int bucket) => Find(fold.NextSlot(bucket));

    /// <summary>Hears what another member says about a decision of the view in force.</summary>
    internal void OnHeard(MemberKey from, PeerMessage message, Instant now, Outbox outbox)
    {
        switch (message)
        {
            case PeerMessage.Proposal proposal:
                OnProposal(from, proposal, now, outbox);
                break;
            case PeerMessage.VoteCast cast:
                OnVote(from, cast, now, outbox);
                break;
            case PeerMessage.PreparesCollected collected:
                OnCollected(collected, now, outbox);
                break;
            case PeerMessage.BallotChanged changed:
                OnChange(from, changed, now, outbox);
                break;
            default:
                throw Invariant.Unreachable(message);
        }
    }

    /// <summary>Hears its own word back, signed.</summary>
    internal void OnSigned(PeerMessage message, Instant now, Outbox outbox)
    {
        (Slot slot, MemberKey voter) = message switch
        {
            PeerMessage.Proposal proposal => (proposal.Slot, proposal.Vote.Voter),
            PeerMessage.VoteCast cast => (cast.Vote.Slot, cast.Vote.Voter),
            PeerMessage.BallotChanged changed => (changed.Change.Slot, changed.Change.Voter),
            _ => throw Invariant.Unreachable(message),
        };

        // What an earlier incarnation said, or what a new view has voided, is not said any more.
        if (voter == _self && Find(slot) is { } round)
        {
            round.OnSigned(message, now, outbox);
            Note(round, now, outbox);
        }
    }

    /// <summary>Judges the proposals that waited for the log to be read further.</summary>
    internal void JudgeHeld(Instant now, Outbox outbox)
    {
        foreach (Round round in Open)
        {
            JudgeHeld(round, now, outbox);
        }
    }

    /// <summary>Proposes in a round whose turn it is; a forced batch goes before a new one.</summary>
    internal void Propose(Round round, Func<Batch?> make, Instant now, Outbox outbox)
    {
        BallotChoice choice = round.Choice;
        Batch? batch = choice.Kind switch
        {
            BallotChoiceKind.Free => make(),
            BallotChoiceKind.Forced => round.BatchOf(choice.Batch),
            _ => null,
        };
        if (batch is not null)
        {
            round.Propose(batch, batch.DigestIn(fold.Views.Swarm, round.Slot), fold.Folded, now, outbox);
        }
    }

    /// <summary>Replaces proposers that were silent too long; <paramref name="isLost"/> ones at once.</summary>
    internal void OnTick(Func<AgentId, bool> isLost, Instant now, Outbox outbox)
    {
        proofs.Publish(now, outbox);
        foreach (Round round in Open.Where(round => !round.IsDone && round.WaitingSince is not null))
        {
            MemberKey proposer = round.Committee.Proposer(round.Ballot);
            bool lost = proposer != _self && isLost(proposer.Agent) && !round.HasPrepared;
            if (lost || now.Since(round.WaitingSince!.Value) > patience.OfBallot(round, _self))
            {
                TimedOut++;
                outbox.Observe(new AgentEvent.RoundTimedOut(round.Slot, round.Ballot));
                round.GiveUp(round.Ballot + 1, now, outbox);
            }
            else if (now.Since(round.SaidAt) > patience.OfWord(round, _self))
            {
                round.Repeat(now, outbox);
            }
        }
    }

    private void OnProposal(MemberKey from, PeerMessage.Proposal proposal, Instant now, Outbox outbox)
    {
        if (Find(proposal.Slot) is not { } round || proposal.Ballot < round.Ballot)
        {
            return;
        }

        Digest digest = proposal.Batch.DigestIn(fold.Views.Swarm, proposal.Slot);
        if (round.ProblemOf(proposal, from, digest) is { } problem)
        {
            outbox.Observe(new AgentEvent.PeerMisbehaved(from, problem));
            return;
        }

        round.OnProposal(proposal, now);
        Note(round, now, outbox);
        JudgeHeld(round, now, outbox);
    }

    private void OnVote(MemberKey from, PeerMessage.VoteCast cast, Instant now, Outbox outbox)
    {
        if (cast.Vote.Voter != from || (cast.Vote.Phase == VotePhase.Commit && !cast.Vote.IsSigned))
        {
            outbox.Observe(new AgentEvent.PeerMisbehaved(from, "a vote of somebody else, or without a signature"));
        }
        else if (Find(cast.Vote.Slot) is { } round)
        {
            round.OnVote(cast, now, outbox);
            Note(round, now, outbox);
        }
    }

    private void OnCollected(PeerMessage.PreparesCollected collected, Instant now, Outbox outbox)
    {
        if (Find(collected.Slot) is { } round)
        {
            round.OnCollected(collected, now, outbox);
            Note(round, now, outbox);
        }
    }

    private void OnChange(MemberKey from, PeerMessage.BallotChanged changed, Instant now, Outbox outbox)
    {
        BallotChange change = changed.Change;
        bool lockShown = change.Lock is not { } mark
            || (changed.Locked is { } locked && locked.DigestIn(fold.Views.Swarm, change.Slot) == mark.Batch);
        if (change.Voter != from || change.Signature.IsEmpty || !lockShown)
        {
            outbox.Observe(new AgentEvent.PeerMisbehaved(
                from, "a change of ballot that is not its own or not signed, or hides its lock"));
        }
        else if (Find(change.Slot) is { } round)
        {
            round.OnChange(changed, now, outbox);
        }
    }

    private void JudgeHeld(Round round, Instant now, Outbox outbox)
    {
        if (round.Held is not { } proposal
            || proposal.Basis > fold.Folded
            || fold.NextSlot(round.Slot.Bucket) != round.Slot)
        {
            return;
        }

        round.Release();
        if (proposal.Batch.Items.All(IsSound))
        {
            round.Accept(proposal, now, outbox);
            Note(round, now, outbox);
        }
        else
        {
            outbox.Observe(
                new AgentEvent.PeerMisbehaved(proposal.Vote.Voter, "a proposal of work that never was ready"));
        }
    }

    // Ready at the proposer's basis or since: what changed later is no reason to refuse, the fold will void it.
    private bool IsSound(BatchItem item) =>
        item.IsRevocation
            ? fold.Ledger.IsOverdue(item.Activity, item.Attempt)
            : fold.View.Has(item.Winner) && fold.Ledger.WasReady(item.Activity, item.Attempt);

    private void Note(Round round, Instant now, Outbox outbox)
    {
        proofs.Take(round, _self, now);
        proofs.Publish(now, outbox);
        if (round.Decided is { } decided && !round.IsNoted)
        {
            round.IsNoted = true;
            DecidedCount++;
            outbox.Observe(new AgentEvent.RoundDecided(
                round.Slot, decided.Ballot, round.DecidedBatch?.Items.Count ?? 0, now.Since(round.Began ?? now)));
        }
    }

    private Round? Find(Slot slot)
    {
        if (slot.Epoch != fold.View.Epoch || (uint)slot.Bucket >= (uint)fold.View.Buckets)
        {
            return null;
        }

        long ahead = slot.Number - fold.NextSlot(slot.Bucket).Number;
        Committee committee = fold.CommitteeOf(slot.Bucket);
        if (ahead is < 0 or > MaxSlotsAhead || committee.RankOf(_self) < 0)
        {
            return null;
        }

        if (!_rounds.TryGetValue(slot.Bucket, out SortedDictionary<long, Round>? rounds))
        {
            _rounds[slot.Bucket] = rounds = [];
        }

        if (!rounds.TryGetValue(slot.Number, out Round? round))
        {
            RoundSeat seat = new(fold.Views.Swarm, slot, committee, _self, fold.Views.Rules.Mode);
            rounds[slot.Number] = round = new Round(seat);
        }

        return round;
    }
}
