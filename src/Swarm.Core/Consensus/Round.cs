using Swarm.Core.Membership;
using Swarm.Core.Scheduling;

namespace Swarm.Core.Consensus;

/// <summary>One member's part in deciding one slot.</summary>
/// <remarks>
/// Think of a show of hands taken twice: first "did we all hear the same thing?" (prepare), then "do we all know that
/// we did?" (commit). Two quorums of ceil((n + f + 1) / 2) among n share at least f + 1 hands, so at least one honest
/// one, and two different batches cannot both win. A silent proposer is replaced by the next ballot; whoever may
/// already have seen a decision is locked on it and says so. After PBFT (Castro, Liskov, OSDI 1999), one slot at a
/// time.
/// </remarks>
internal sealed class Round(Slot slot, Committee committee, MemberKey self)
{
    private const int MaxBallots = 64;
    private const int MaxBatches = 16;

    private readonly SortedDictionary<int, VoteSet> _prepares = [];
    private readonly SortedDictionary<int, VoteSet> _commits = [];
    private readonly SortedDictionary<int, SortedDictionary<AgentId, BallotChange>> _changes = [];
    private readonly SortedDictionary<Digest, Batch> _batches = [];
    private readonly SortedDictionary<Digest, int> _seen = [];
    private readonly SortedSet<int> _committed = [];
    private BallotMark? _lock;

    /// <summary>What is being decided.</summary>
    internal Slot Slot => slot;

    /// <summary>Who decides.</summary>
    internal Committee Committee => committee;

    /// <summary>The ballot this member is in; it never votes below it again.</summary>
    internal int Ballot { get; private set; }

    /// <summary>Since when it waits for progress in this ballot; null when it expects nothing.</summary>
    internal Instant? WaitingSince { get; private set; }

    /// <summary>When the round began here.</summary>
    internal Instant? Began { get; private set; }

    /// <summary>The proposal of this ballot that is not judged yet, because the log was not read far enough.</summary>
    internal PeerMessage.Proposal? Held { get; set; }

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

    /// <summary>The decided batch; null when this member knows only its digest.</summary>
    internal Batch? DecidedBatch => Decided is { } decided ? _batches.GetValueOrDefault(decided.Batch) : null;

    /// <summary>Whether it is this member's turn to propose and it has not.</summary>
    internal bool IsMyTurn => committee.Proposer(Ballot) == self && !HasProposed && Decided is null;

    /// <summary>Begins to expect progress, if it does not already.</summary>
    internal void Expect(Instant now)
    {
        WaitingSince ??= now;
        Began ??= now;
    }

    /// <summary>What this member may propose in its turn.</summary>
    internal BallotChoice Choice =>
        Ballot == 0
            ? new BallotChoice(BallotChoiceKind.Free, default)
            : BallotChoice.Of(ChangesOf(Ballot).Values, committee.Quorum);

    /// <summary>The batch of a digest, if this member heard it.</summary>
    internal Batch? BatchOf(Digest digest) => _batches.GetValueOrDefault(digest);

    /// <summary>Proposes a batch in this member's turn.</summary>
    internal void Propose(Batch batch, Digest digest, ulong basis, Instant now, Outbox outbox)
    {
        Invariant.That(IsMyTurn, "a member proposes once in its own turn");
        HasProposed = true;
        Expect(now);
        SignedVote vote = MakeVote(VotePhase.Prepare, digest);
        IReadOnlyList<BallotChange> justification = Ballot == 0 ? [] : [.. ChangesOf(Ballot).Values];
        Broadcast(new PeerMessage.Proposal(slot, Ballot, basis, batch, vote, justification), outbox);
        Prepare(batch, vote, now, outbox);
    }

    /// <summary>Says what is wrong with the form of a proposal; null when nothing is.</summary>
    internal string? ProblemOf(PeerMessage.Proposal proposal, MemberKey from, Digest digest)
    {
        bool formed = committee.Proposer(proposal.Ballot) == from
            && proposal.Vote.Voter == from && proposal.Vote.Phase == VotePhase.Prepare
            && proposal.Vote.Slot == slot && proposal.Vote.Ballot == proposal.Ballot && proposal.Vote.Batch == digest
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
                .Where(change => change.Slot == slot && change.Ballot == proposal.Ballot)
                .Where(change => committee.RankOf(change.Voter) >= 0)
                .DistinctBy(change => change.Voter),
        ];
        BallotChoice choice = BallotChoice.Of(changes, committee.Quorum);
        return choice.Kind == BallotChoiceKind.Free
            || (choice.Kind == BallotChoiceKind.Forced && choice.Batch == digest)
                ? null : "a proposal in a new ballot that its justification does not allow";
    }

    /// <summary>Votes for a proposal that was judged good.</summary>
    internal void Accept(PeerMessage.Proposal proposal, Instant now, Outbox outbox)
    {
        if (proposal.Ballot < Ballot || Decided is not null || (proposal.Ballot == Ballot && HasPrepared))
        {
            return;
        }

        Enter(proposal.Ballot, now);
        Votes(_prepares, proposal.Ballot).Add(proposal.Vote);
        SignedVote vote = MakeVote(VotePhase.Prepare, proposal.Vote.Batch);
        Broadcast(new PeerMessage.VoteCast(vote), outbox);
        Prepare(proposal.Batch, vote, now, outbox);
    }

    /// <summary>Hears a vote.</summary>
    internal void OnVote(SignedVote vote, Instant now, Outbox outbox)
    {
        if (committee.RankOf(vote.Voter) < 0 || vote.Ballot is < 0 or > MaxBallots || Decided is not null)
        {
            return;
        }

        Began ??= now;
        Votes(vote.Phase == VotePhase.Prepare ? _prepares : _commits, vote.Ballot).Add(vote);
        Advance(vote.Ballot, vote.Batch, now, outbox);
    }

    /// <summary>Hears that a member gave up on a proposer.</summary>
    internal void OnChange(PeerMessage.BallotChanged changed, Instant now, Outbox outbox)
    {
        BallotChange change = changed.Change;
        if (committee.RankOf(change.Voter) < 0 || change.Ballot is < 1 or > MaxBallots || change.Ballot < Ballot)
        {
            return;
        }

        if (changed.Locked is { } locked && change.Lock is { } mark && _batches.Count < MaxBatches)
        {
            _batches.TryAdd(mark.Batch, locked);
        }

        SortedDictionary<AgentId, BallotChange> changes = ChangesOf(change.Ballot);
        changes.TryAdd(change.Voter.Agent, change);
        if (change.Ballot > Ballot && changes.Count >= committee.Quorum.Faults + 1)
        {
            GiveUp(change.Ballot, now, outbox);
        }
    }

    /// <summary>Leaves a silent proposer for a later ballot.</summary>
    internal void GiveUp(int ballot, Instant now, Outbox outbox)
    {
        if (ballot > MaxBallots)
        {
            return;
        }

        Enter(ballot, now);
        BallotChange change = new(
            slot, ballot, _lock, [.. _seen.Select(seen => new BallotMark(seen.Key, seen.Value))], self, default);
        ChangesOf(ballot)[self.Agent] = change;
        Broadcast(new PeerMessage.BallotChanged(change, _lock is { } mark ? _batches[mark.Batch] : null), outbox);
    }

    /// <summary>Says again what may have been lost: the protocol repeats itself, links need not.</summary>
    internal void Repeat(Outbox outbox)
    {
        foreach (SignedVote? vote in new[] { OwnVote(_prepares), OwnVote(_commits) })
        {
            if (vote is not null)
            {
                Broadcast(new PeerMessage.VoteCast(vote), outbox);
            }
        }
    }

    private SignedVote? OwnVote(SortedDictionary<int, VoteSet> votes) => votes.GetValueOrDefault(Ballot)?.Of(self);

    private void Enter(int ballot, Instant now)
    {
        Invariant.That(ballot >= Ballot, "a member never goes back to an earlier ballot");
        if (ballot > Ballot)
        {
            Ballot = ballot;
            HasPrepared = false;
            HasProposed = false;
            Held = null;
            WaitingSince = now;
        }

        Expect(now);
    }

    private void Prepare(Batch batch, SignedVote vote, Instant now, Outbox outbox)
    {
        HasPrepared = true;
        _batches[vote.Batch] = batch;
        _seen[vote.Batch] = Ballot;
        Votes(_prepares, Ballot).Add(vote);
        Advance(Ballot, vote.Batch, now, outbox);
    }

    private void Advance(int ballot, Digest batch, Instant now, Outbox outbox)
    {
        bool prepared = Votes(_prepares, ballot).HasQuorum(batch, committee.Quorum);
        if (prepared && ballot == Ballot && HasPrepared && _batches.ContainsKey(batch) && _committed.Add(ballot))
        {
            _lock = new BallotMark(batch, ballot);
            SignedVote vote = MakeVote(VotePhase.Commit, batch);
            Votes(_commits, ballot).Add(vote);
            Broadcast(new PeerMessage.VoteCast(vote), outbox);
        }

        if (Decided is null && Votes(_commits, ballot).HasQuorum(batch, committee.Quorum))
        {
            Decided = new Certificate(slot, ballot, batch, Votes(_commits, ballot).For(batch));
            DecidedAt = now;
        }
    }

    private SignedVote MakeVote(VotePhase phase, Digest batch) => new(slot, Ballot, phase, batch, self, default);

    private SortedDictionary<AgentId, BallotChange> ChangesOf(int ballot)
    {
        if (!_changes.TryGetValue(ballot, out SortedDictionary<AgentId, BallotChange>? changes))
        {
            _changes[ballot] = changes = [];
        }

        return changes;
    }

    private static VoteSet Votes(SortedDictionary<int, VoteSet> votes, int ballot)
    {
        if (!votes.TryGetValue(ballot, out VoteSet? set))
        {
            votes[ballot] = set = new VoteSet();
        }

        return set;
    }

    private void Broadcast(PeerMessage message, Outbox outbox)
    {
        foreach (MemberKey member in committee.Members)
        {
            if (member != self)
            {
                outbox.Send(member.Agent, message);
            }
        }
    }
}
