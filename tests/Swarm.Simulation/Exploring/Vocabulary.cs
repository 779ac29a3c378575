using Swarm.Core;
using Swarm.Core.Consensus;

namespace Swarm.Simulation.Exploring;

/// <summary>All words that were ever said, and all that a liar can say.</summary>
internal sealed class Vocabulary(Committees committees, Func<AgentId, string> twin)
{
    /// <summary>
    /// What stands for every signature: nobody here puts another's name under anything, so all may look alike.
    /// </summary>
    internal static readonly ReadOnlyMemory<byte> Signature = new byte[] { 1 };

    private readonly StateText _plain = new(agent => agent.Text);
    private readonly StateText _twin = new(twin);
    private readonly Dictionary<string, Word> _known = [];
    private readonly List<Word> _words = [];

    internal IReadOnlyList<Word> Words => _words;

    /// <summary>The word for a message; the same message twice is one word.</summary>
    internal Word Of(int from, PeerMessage message)
    {
        string key = $"{from} {message.GetType().Name} {_plain.Of(message)}";
        if (!_known.TryGetValue(key, out Word? word))
        {
            int twinFrom = committees.Committee.Members.ToList().FindIndex(
                member => member.Agent.Text == twin(committees.At(from).Agent));
            string other = $"{twinFrom} {message.GetType().Name} {_twin.Of(message)}";
            word = new Word(_words.Count, from, message, GroupOf(message), Hashes.Of(key), Hashes.Of(other));
            _words.Add(word);
            _known[key] = word;
        }

        return word;
    }

    /// <summary>
    /// What a liar may say whenever it likes: any vote in any ballot, any lock when a ballot changes.
    /// </summary>
    internal IEnumerable<Word> LiarsVotes(int liar, int lastBallot, int batches)
    {
        for (int ballot = 0; ballot <= lastBallot; ballot++)
        {
            for (int batch = 0; batch < batches; batch++)
            {
                yield return Of(liar, new PeerMessage.VoteCast(Vote(liar, ballot, VotePhase.Prepare, batch), default));
            }

            for (int batch = -1; ballot > 0 && batch < batches; batch++)
            {
                for (int locked = 0; locked < (batch < 0 ? 1 : ballot); locked++)
                {
                    yield return Of(liar, Change(liar, ballot, batch, locked));
                }
            }
        }
    }

    /// <summary>
    /// What a liar may propose when it is its turn, given who really changed the ballot: it picks whom it quotes.
    /// </summary>
    internal IEnumerable<Word> LiarsProposals(int liar, int ballot, int batches, IReadOnlyList<Word> said)
    {
        List<IReadOnlyList<BallotChange>> justifications = ballot == 0 ? [[]]
            : [.. Subsets(said.Where(word => word.Group == $"change {ballot}").ToList(), liar)];
        for (int batch = 0; batch < batches; batch++)
        {
            foreach (IReadOnlyList<BallotChange> justification in justifications)
            {
                SignedVote vote = Vote(liar, ballot, VotePhase.Prepare, batch);
                yield return Of(liar, new PeerMessage.Proposal(
                    committees.Slot, ballot, 0, committees.Batches[batch], vote, justification));
            }
        }
    }

    private static IEnumerable<IReadOnlyList<BallotChange>> Subsets(List<Word> changes, int liar)
    {
        BallotChange[] honest = [.. changes.Where(word => word.From != liar).Select(ChangeOf)];
        BallotChange[] own = [.. changes.Where(word => word.From == liar).Select(ChangeOf)];
        for (int mask = 1; mask < 1 << honest.Length; mask++)
        {
            BallotChange[] quoted = [.. honest.Where((_, place) => (mask >> place & 1) == 1)];
            if (quoted.Length >= Committees.Members - 1)
            {
                yield return quoted;
            }

            foreach (BallotChange lie in quoted.Length >= Committees.Members - 2 ? own : [])
            {
                yield return [.. quoted, lie];
            }
        }
    }

    private static BallotChange ChangeOf(Word word) => ((PeerMessage.BallotChanged)word.Message).Change;

    private SignedVote Vote(int voter, int ballot, VotePhase phase, int batch) =>
        new(committees.Slot, ballot, phase, committees.Digests[batch], committees.At(voter), Signature);

    // It says that it saw everything, so that whatever it claims has one witness.
    private PeerMessage.BallotChanged Change(int liar, int ballot, int batch, int locked)
    {
        BallotMark? mark = batch < 0 ? null : new BallotMark(committees.Digests[batch], locked);
        BallotChange change = new(
            committees.Slot,
            ballot,
            mark,
            [.. committees.Digests.Select(digest => new BallotMark(digest, ballot - 1))],
            committees.At(liar),
            Signature);
        return new PeerMessage.BallotChanged(change, batch < 0 ? null : committees.Batches[batch]);
    }

    private static string GroupOf(PeerMessage message) => message switch
    {
        PeerMessage.VoteCast { Vote: { } vote } => $"{vote.Phase} {vote.Ballot}",
        PeerMessage.BallotChanged { Change: { } change } => $"change {change.Ballot}",
        PeerMessage.Proposal proposal => $"proposal {proposal.Ballot}",
        _ => throw Invariant.Unreachable(message),
    };
}
