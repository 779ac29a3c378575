using Swarm.Core;
using Swarm.Core.Consensus;

namespace Swarm.Simulation.Exploring;

/// <summary>
/// Gives a member at once what can no longer matter to it, so that states that differ by that alone are one: prepare
/// votes for what it has committed or of ballots it has left, changes of a ballot that is another's to propose in, or
/// in which it has proposed. What does make a difference after all is not given.
/// </summary>
internal sealed class Settling(Committees committees, Vocabulary vocabulary)
{
    /// <summary>The state of a member after it has heard what no longer matters.</summary>
    internal int Settle(Locals locals, int rank, int state, int[] said)
    {
        Local now = locals[state];
        foreach (int word in said)
        {
            if (vocabulary.Words[word].From != rank && IsOver(vocabulary.Words[word].Message, now, rank, said))
            {
                (int next, int[] answer) = locals.Step(state, word);
                state = answer.Length == 0 ? next : state;
            }
        }

        return state;
    }

    private bool IsOver(PeerMessage message, Local now, int rank, int[] said) => message switch
    {
        PeerMessage.VoteCast { Vote: { Phase: VotePhase.Prepare } vote } =>
            vote.Ballot < now.Ballot || HasCommitted(rank, vote.Ballot, vote.Batch, said),
        PeerMessage.BallotChanged { Change: { } change } => change.Ballot == now.Ballot
            && (now.HasProposed || committees.Committee.Proposer(change.Ballot) != committees.At(rank)),
        _ => false,
    };

    private bool HasCommitted(int rank, int ballot, Digest batch, int[] said)
    {
        foreach (int word in said)
        {
            if (vocabulary.Words[word].From == rank
                && vocabulary.Words[word].Message is PeerMessage.VoteCast { Vote: { Phase: VotePhase.Commit } vote }
                && vote.Ballot == ballot && vote.Batch == batch)
            {
                return true;
            }
        }

        return false;
    }
}
