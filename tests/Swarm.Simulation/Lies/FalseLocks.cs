using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Lies;

/// <summary>
/// When a ballot changes, it hides what it is locked on, or claims a lock on something it only heard of.
/// </summary>
/// <param name="claims">Whether it claims a lock instead of hiding one.</param>
/// <param name="pen">What it signs with.</param>
internal sealed class FalseLocks(bool claims, Pen pen) : ILie
{
    private readonly Dictionary<Slot, Batch> _heard = [];

    /// <inheritdoc/>
    public IEnumerable<Effect.Send> Tell(SimProcess liar, Effect.Send word)
    {
        if (word.Message is PeerMessage.Proposal proposal)
        {
            _heard[proposal.Slot] = proposal.Batch;
        }

        yield return word.Message is PeerMessage.BallotChanged changed
            ? word with { Message = claims ? Claim(liar, changed) : Hide(liar, changed) }
            : word;
    }

    private PeerMessage.BallotChanged Hide(SimProcess liar, PeerMessage.BallotChanged changed) =>
        new(pen.Sign(liar, changed.Change with { Lock = null, Seen = [] }), null);

    private PeerMessage.BallotChanged Claim(SimProcess liar, PeerMessage.BallotChanged changed)
    {
        BallotChange change = changed.Change;
        if (!_heard.TryGetValue(change.Slot, out Batch? batch))
        {
            batch = new Batch([]);
        }

        BallotMark mark = new(batch.DigestIn(liar.Core.Reading.Swarm, change.Slot), change.Ballot - 1);
        return new PeerMessage.BallotChanged(pen.Sign(liar, change with { Lock = mark, Seen = [mark] }), batch);
    }
}
