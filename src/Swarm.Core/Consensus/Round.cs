using Swarm.Core.Membership;
using Swarm.Core.Scheduling;

namespace Swarm.Core.Consensus;

/// <summary>One member's part in deciding one slot.</summary>
/// <remarks>
/// Think of a show of hands taken twice: first "did we all hear the same thing?" (prepare), then "do we all know that
/// we did?" (commit). Two quorums of ceil((n + f + 1) / 2) among n share at least f + 1 hands, so at least one honest
/// one, and two different batches cannot both win. A silent proposer is replaced by the next ballot; whoever may
/// already have seen a decision is locked on it and says so. After PBFT (Castro, Liskov, OSDI 1999), one slot at a
/// time. What is signed goes out as a draft first, and is said and counted when it comes back.
/// </remarks>
internal sealed class Round(RoundSeat seat)
{
    private const int MaxSeen = 16;

    private readonly VoteTable _proposals = new();
    private readonly VoteTable _prepares = new();
    private readonly VoteTable _commits = new();
    private readonly BallotWords _changes = new();
    private readonly SortedDictionary<Digest, Batch> _batches = [];
    private readonly SortedDictionary<Digest, int> _seen = [];
    private readonly List<PeerMessage> _said = [];
    private readonly List<Contradiction> _contradictions = [];
    private BallotMark? _lock;
    private bool _hasCommitted;

    /// <summary>What is being decided.</summary>
    internal Slot Slot => seat.Slot;

    /// <summary>Who decides.</summary>
    internal Committee Committee => seat.Committee;

    /// <summary>The ballot this member is in; it never votes below it again.</summary>
    internal int Ballot { get; private set; }

    /// <summary>Since when it waits for progress in this ballot; null when it expects nothing.</summary>
    internal Instant? WaitingSince { get; private set; }

    /// <summary>When it last said something in this ballot.</summary>
    internal Instant SaidAt { get; private set; }

    /// <summary>When the round began here.</summary>
    internal Instant? Began { get; private set; }

    /// <summary>The proposal of this ballot that is not judged yet, because the log was not read far enough.</summary>
    internal PeerMessage.Proposal? Held { get; private set; }

    /// <summary>Whether this member prepared a batch in this ballot.</summary>
    internal bool HasPrepared { get; private set; }

    /// <summary>Whether this member proposed in this ballot.</summary>
    internal bool HasProposed { get; private set; }

    /// <summary>The proof of the decision, once there is one.</summary>
    internal Certificate? Decided { get; private set; }

    /// <summary>Since when the decision is known here.</summary>
    internal Instant DecidedAt { get; private set; }

    /// <summary>Whether the decision was told to those who watch.</summary>
    internal bool IsNoted { get; set; }

    /// <summary>
    /// Whether this member knows a decision and need say no more. One that has left the ballot of the decision goes on
    /// like the others: they may not know it, and it may be the only one that does and unable to write.
    /// </summary>
    internal bool IsDone => Decided is { } decided && decided.Ballot >= Ballot;

    /// <summary>The decided batch; null when this member knows only its digest.</summary>
    internal Batch? DecidedBatch => Decided is { } decided ? BatchOf(decided.Batch) : null;

    /// <summary>Whether it is this member's turn to propose and it has not.</summary>
    internal bool IsMyTurn => seat.ProposesIn(Ballot) && !HasProposed && !IsDone;

    /// <summary>What this member may propose in its turn.</summary>
    internal BallotChoice Choice =>
        Ballot == 0 ? BallotChoice.Free : BallotChoice.Of(_changes.In(Ballot), Committee.Quorum, seat.Mode);

    /// <summary>Begins to expect progress, if it does not already.</summary>
    internal void Expect(Instant now)
    {
        WaitingSince ??= now;
        Began ??= now;
    }

    /// <summary>The batch of a digest, if this member heard it.</summary>
    internal Batch? BatchOf(Digest digest) =>
        _batches.GetValueOrDefault(digest)
            ?? (Held?.Vote.Batch == digest ? Held.Batch : _changes.BatchOf(digest));

    /// <summary>The proofs of lies that were found since this was asked last.</summary>
    internal IReadOnlyList<Contradiction> TakeContradictions()
    {
        if (_contradictions.Count == 0)
        {
            return [];
        }

        Contradiction[] found = [.. _contradictions];
        _contradictions.Clear();
        return found;
    }

    /// <summary>Proposes a batch in this member's turn.</summary>
    internal void Propose(Batch batch, Digest digest, ulong basis, Instant now, Outbox outbox)
    {
        Invariant.That(IsMyTurn, "a member proposes once in its own turn");
        HasProposed = true;
        Expect(now);
        SignedVote vote = seat.Draft(Ballot, seat.FirstPhase, digest);
        IReadOnlyList<BallotChange> justification = Ballot == 0 ? [] : _changes.In(Ballot);
        seat.Sign(new PeerMessage.Proposal(Slot, Ballot, basis, batch, vote, justification), vote, outbox);
    }

    /// <summary>Says what is wrong with the form of a proposal; null when nothing is.</summary>
    internal string? ProblemOf(PeerMessage.Proposal proposal, MemberKey from, Digest digest)
    {
        bool formed = Committee.Proposer(proposal.Ballot) == from
            && proposal.Vote.Voter == from && proposal.Vote.IsSigned && proposal.Vote.Phase == seat.FirstPhase
            && proposal.Vote.Slot == Slot && proposal.Vote.Ballot == proposal.Ballot && proposal.Vote.Batch == digest
            && proposal.Batch.Items.Count <= Batch.MaxItems;
        if (!formed)
        {
            return "a proposal that is not the proposer's to make";
        }

        if (proposal.Ballot == 0)
        {
            return null;
        }

        BallotChange[] changes =
        [
            .. proposal.Justification
                .Where(change => change.Slot == Slot && change.Ballot == proposal.Ballot)
                .Where(change => !change.Signature.IsEmpty && Committee.RankOf(change.Voter) >= 0)
                .DistinctBy(change => change.Voter),
        ];
        BallotChoice choice = BallotChoice.Of(changes, Committee.Quorum, seat.Mode);
        return choice.Kind == BallotChoiceKind.Free
            || (choice.Kind == BallotChoiceKind.Forced && choice.Batch == digest)
                ? null : "a proposal in a new ballot that its justification does not allow";
    }

    /// <summary>Hears a well-formed proposal, which is held until it can be judged; a second one shows a lie.</summary>
    internal void OnProposal(PeerMessage.Proposal proposal, Instant now)
    {
        Expect(now);
        Note(_proposals.Add(proposal.Vote));
        if (proposal.Ballot > Ballot || (proposal.Ballot == Ballot && !HasPrepared))
        {
            Held = proposal;
        }
    }

    /// <summary>Lets go of the proposal that was held.</summary>
    internal PeerMessage.Proposal? Release()
    {
        PeerMessage.Proposal? held = Held;
        Held = null;
        return held;
    }

    /// <summary>Votes for a proposal that was judged good.</summary>
    internal void Accept(PeerMessage.Proposal proposal, Instant now, Outbox outbox)
    {
        if (proposal.Ballot < Ballot || IsDone || (proposal.Ballot == Ballot && HasPrepared))
        {
            return;
        }

        Enter(proposal.Ballot, now);
        Prepare(proposal);
        SignedVote vote = seat.Draft(Ballot, seat.FirstPhase, proposal.Vote.Batch);
        PeerMessage.VoteCast cast = new(vote, proposal.Vote.Signature);
        if (seat.Mode == AgreementMode.AllToAll)
        {
            Count(vote);
            Say(cast, now, outbox);
        }
        else
        {
            seat.Sign(cast, vote, outbox);
        }

        Advance(Ballot, vote.Batch, now, outbox);
    }

    /// <summary>Hears a vote.</summary>
    internal void OnVote(PeerMessage.VoteCast cast, Instant now, Outbox outbox)
    {
        SignedVote vote = cast.Vote;
        if (Committee.RankOf(vote.Voter) < 0 || (!vote.IsSigned && seat.Mode != AgreementMode.AllToAll))
        {
            return;
        }

        Began ??= now;
        if (!cast.Proposed.IsEmpty)
        {
            Note(_proposals.Add(cast.ProposalOf(Committee)));
        }

        Count(vote);
        Advance(vote.Ballot, vote.Batch, now, outbox);
    }

    /// <summary>Hears from a collector that a quorum prepared a batch.</summary>
    internal void OnCollected(PeerMessage.PreparesCollected collected, Instant now, Outbox outbox)
    {
        foreach (SignedVote vote in collected.Prepares.Where(vote => vote.IsSigned && collected.Contains(vote)))
        {
            if (Committee.RankOf(vote.Voter) >= 0)
            {
                Count(vote);
            }
        }

        Advance(collected.Ballot, collected.Batch, now, outbox);
    }

    /// <summary>Hears that a member gave up on a proposer.</summary>
    internal void OnChange(PeerMessage.BallotChanged changed, Instant now, Outbox outbox)
    {
        if (Committee.RankOf(changed.Change.Voter) < 0 || changed.Change.Ballot < 1)
        {
            return;
        }

        _changes.Add(changed);
        int reached = _changes.ReachedBy(Committee.Quorum.Faults + 1);
        if (reached > Ballot)
        {
            GiveUp(reached, now, outbox);
        }
    }

    /// <summary>Leaves a silent proposer for a later ballot.</summary>
    internal void GiveUp(int ballot, Instant now, Outbox outbox)
    {
        Enter(ballot, now);
        BallotChange change = new(
            Slot, ballot, _lock, [.. _seen.Select(seen => new BallotMark(seen.Key, seen.Value))], seat.Self, default);
        seat.Sign(new PeerMessage.BallotChanged(change, _lock is { } mark ? BatchOf(mark.Batch) : null), outbox);
    }

    /// <summary>Hears its own word back, signed: now it counts and is said.</summary>
    internal void OnSigned(PeerMessage message, Instant now, Outbox outbox)
    {
        switch (message)
        {
            case PeerMessage.Proposal proposal when proposal.Ballot == Ballot && !IsDone:
                Prepare(proposal);
                Say(proposal, now, outbox);
                Advance(Ballot, proposal.Vote.Batch, now, outbox);
                break;
            case PeerMessage.VoteCast cast:
                Count(cast.Vote);
                Say(cast, now, outbox);
                Advance(cast.Vote.Ballot, cast.Vote.Batch, now, outbox);
                break;
            case PeerMessage.BallotChanged changed when changed.Change.Ballot == Ballot:
                _changes.Add(changed);
                Say(changed, now, outbox);
                break;
            default:
                // It was overtaken by a later ballot, which knows of it.
                break;
        }
    }

    /// <summary>Says again what may have been lost: the protocol repeats itself, links need not.</summary>
    internal void Repeat(Instant now, Outbox outbox)
    {
        SaidAt = now;
        foreach (PeerMessage message in _said)
        {
            seat.Tell(message, outbox);
        }
    }

    private void Say(PeerMessage message, Instant now, Outbox outbox)
    {
        SaidAt = now;
        _said.Add(message);
        seat.Tell(message, outbox);
    }

    private void Enter(int ballot, Instant now)
    {
        Invariant.That(ballot >= Ballot, "a member never goes back to an earlier ballot");
        if (ballot > Ballot)
        {
            Ballot = ballot;
            HasPrepared = false;
            HasProposed = false;
            _hasCommitted = false;
            Held = null;
            WaitingSince = now;
            SaidAt = now;
            _said.Clear();
            _proposals.Enter(ballot);
            _prepares.Enter(ballot);
            _commits.Enter(ballot);
        }

        Expect(now);
    }

    private void Prepare(PeerMessage.Proposal proposal)
    {
        Digest digest = proposal.Vote.Batch;
        HasPrepared = true;
        _batches[digest] = proposal.Batch;
        _seen[digest] = Ballot;
        if (_seen.Count > MaxSeen)
        {
            Digest oldest = _seen.Where(seen => seen.Key != _lock?.Batch).MinBy(seen => seen.Value).Key;
            _seen.Remove(oldest);
            _batches.Remove(oldest);
        }

        Note(_proposals.Add(proposal.Vote));
        Count(proposal.Vote);
    }

    private void Count(SignedVote vote) =>
        Note((vote.Phase == VotePhase.Prepare ? _prepares : _commits).Add(vote));

    private void Note(Contradiction? found)
    {
        if (found is not null)
        {
            _contradictions.Add(found);
        }
    }

    private void Advance(int ballot, Digest batch, Instant now, Outbox outbox)
    {
        if (ballot == Ballot && HasPrepared && !_hasCommitted && _batches.ContainsKey(batch)
            && _prepares.HasQuorum(ballot, batch, Committee.Quorum))
        {
            Lock(batch, now, outbox);
        }

        bool isNews = Decided is not { } decided || decided.Ballot < ballot;
        if (isNews && _commits.HasQuorum(ballot, batch, Committee.Quorum))
        {
            Decided = new Certificate(Slot, ballot, batch, _commits.For(ballot, batch, Committee.Quorum));
            DecidedAt = now;
        }
    }

    // From here on this member proposes and prepares nothing else, unless a quorum shows that nobody decided this.
    private void Lock(Digest batch, Instant now, Outbox outbox)
    {
        Invariant.That(seat.Mode != AgreementMode.SingleVote, "nobody is locked where one vote is enough");
        _hasCommitted = true;
        _lock = new BallotMark(batch, Ballot);
        if (seat.Mode == AgreementMode.Collector && seat.ProposesIn(Ballot))
        {
            IReadOnlyList<SignedVote> votes = _prepares.For(Ballot, batch, Committee.Quorum);
            Say(new PeerMessage.PreparesCollected(Slot, Ballot, batch, votes), now, outbox);
        }

        SignedVote vote = seat.Draft(Ballot, VotePhase.Commit, batch);
        seat.Sign(new PeerMessage.VoteCast(vote, default), vote, outbox);
    }
}
