using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;

namespace Swarm.Simulation.Exploring;

/// <summary>
/// Judges a state: the votes that were said decide one batch, and so does every member that hears them.
/// </summary>
internal sealed class Verdict(
    Committees committees, Vocabulary vocabulary, IReadOnlyList<Locals?> locals, ExplorerOptions options)
{
    private const int Quorum = 3;

    /// <summary>What must not be, or null.</summary>
    internal string? On(Scene scene)
    {
        Word[] votes = [.. scene.Said.Select(word => vocabulary.Words[word]).Where(word => word.From != options.Liar)
            .Where(word => word.Message is PeerMessage.VoteCast or PeerMessage.Proposal)];
        return VotesTwice(votes)
            ?? DecidedTwice(scene, [.. votes.Where(word => VoteOf(word).Phase == VotePhase.Commit)]);
    }

    private static SignedVote VoteOf(Word word) => word.Message switch
    {
        PeerMessage.VoteCast cast => cast.Vote,
        PeerMessage.Proposal proposal => proposal.Vote,
        _ => throw Invariant.Unreachable(word.Message),
    };

    private static string? VotesTwice(Word[] votes)
    {
        IGrouping<(int, int, VotePhase), Word>? twice = votes
            .GroupBy(word => (word.From, VoteOf(word).Ballot, VoteOf(word).Phase))
            .FirstOrDefault(group => group.Select(word => VoteOf(word).Batch).Distinct().Count() > 1);
        return twice is null ? null : $"member {twice.Key.Item1} votes for two batches in ballot {twice.Key.Item2}";
    }

    private string? DecidedTwice(Scene scene, Word[] commits)
    {
        HashSet<Digest> decided = [];
        int lies = options.Liar < 0 ? 0 : 1;
        foreach (IGrouping<(int Ballot, Digest Batch), Word> group in commits.GroupBy(
            word => (VoteOf(word).Ballot, VoteOf(word).Batch)))
        {
            int voters =
                group.Select(word => VoteOf(word).Voter).Distinct().Count(committees.Committee.Members.Contains);
            bool isQuorum = voters + lies >= Quorum;
            if (isQuorum)
            {
                decided.Add(group.Key.Batch);
            }

            for (int rank = 0; rank < Committees.Members; rank++)
            {
                if (locals[rank] is { } own && Decides(own, scene.Locals[rank], rank, [.. group], group.Key))
                {
                    if (!isQuorum)
                    {
                        return $"member {rank} decides in ballot {group.Key.Ballot} by {voters + lies} votes";
                    }

                    decided.Add(group.Key.Batch);
                }
            }
        }

        return decided.Count > 1 ? $"{decided.Count} batches are decided" : null;
    }

    // Whether a member decides when it hears all of these, and the liar's vote with them.
    private bool Decides(Locals own, int state, int rank, IReadOnlyList<Word> commits, (int Ballot, Digest Batch) what)
    {
        IEnumerable<Word> heard = commits.Where(word => word.From != rank);
        if (options.Liar >= 0)
        {
            MemberKey liar = committees.At(options.Liar);
            SignedVote vote = new(
                committees.Slot, what.Ballot, VotePhase.Commit, what.Batch, liar, Vocabulary.Signature);
            heard = heard.Append(vocabulary.Of(options.Liar, new PeerMessage.VoteCast(vote, default)));
        }

        foreach (Word word in heard)
        {
            state = own.Step(state, word.Id).Next;
        }

        return own[state].Decided == what.Batch;
    }
}
