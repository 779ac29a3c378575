using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;

namespace Swarm.Simulation.Exploring;

/// <summary>The shipped consensus of one member, made anew and driven along a path of inputs.</summary>
internal sealed class Replica
{
    /// <summary>Its patience is at an end.</summary>
    internal const int Timeout = -1;

    /// <summary>It proposes, if it may.</summary>
    internal const int Propose = -2;

    /// <summary>It dies and comes back as a new incarnation.</summary>
    internal const int Restart = -3;

    // Far longer than any patience: each ballot has its own time, so time adds nothing to a state.
    private const long BallotTime = 1_000_000_000_000;

    private readonly Committees _committees;
    private readonly int _rank;
    private readonly int _lastBallot;
    private ConsensusReplica _replica;

    internal Replica(Committees committees, int rank, int lastBallot)
    {
        _committees = committees;
        _rank = rank;
        _lastBallot = lastBallot;
        _replica = Begin(committees.At(rank));
    }

    /// <summary>Its part in the slot; null when it has none.</summary>
    internal Round? Round => _replica.Next(_committees.Slot.Bucket);

    /// <summary>Takes an input.</summary>
    /// <returns>What it says, each thing once.</returns>
    internal IReadOnlyList<PeerMessage> Take(int input, IReadOnlyList<Word> words)
    {
        Outbox outbox = new();
        Round? round = Round;
        Instant now = new((round?.Ballot ?? 0) * BallotTime);
        switch (input)
        {
            case Restart:
                MemberKey before = _committees.At(_rank);
                _replica = Begin(before with { Incarnation = new Incarnation(before.Incarnation.Sequence + 100) });
                break;
            case Timeout when round is { Decided: null } && round.Ballot < _lastBallot:
                _replica.OnTick(_ => false, now.Plus(BallotTime), outbox);
                break;
            case Propose when round is { IsMyTurn: true }:
                _replica.Propose(round, () => _committees.Batches[_rank], now, outbox);
                break;
            case >= 0:
                Hear(words[input], now, outbox);
                break;
            default:
                break;
        }

        HearItself(now, outbox);
        return [.. outbox.Effects.OfType<Effect.Send>().Select(send => send.Message).Distinct()];
    }

    /// <summary>All that it holds, as text.</summary>
    internal string Text(StateText text) => text.Of(_replica);

    private ConsensusReplica Begin(MemberKey self)
    {
        CoreSettings settings = _committees.Settings;
        LogFold fold = _committees.Fold;
        ConsensusReplica replica = new(
            fold,
            new Patience(settings, new FailureDetector(settings)),
            new ProofBook(settings, fold, new AppendTable(settings)));
        replica.Reset(self);
        replica.Next(_committees.Slot.Bucket)?.Expect(default);
        return replica;
    }

    private void Hear(Word word, Instant now, Outbox outbox)
    {
        MemberKey from = _committees.At(word.From);
        _replica.OnHeard(from, word.Message, now, outbox);
    }

    // What it wants signed is signed at once.
    private void HearItself(Instant now, Outbox outbox)
    {
        int done = 0;
        while (done < outbox.Effects.Count)
        {
            if (outbox.Effects[done++] is Effect.Sign sign)
            {
                _replica.OnSigned(new AgentInput.Signed(sign.Draft, Vocabulary.Signature).Message, now, outbox);
            }
        }
    }
}
