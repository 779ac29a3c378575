using Swarm.Core;

namespace Swarm.Simulation.Exploring;

/// <summary>
/// What a member can do next that others notice. Messages that change nothing others see are put off until they do:
/// they wait in a prefix. A prefix of which one message could as well come afterwards is left out, which is tried out
/// on the code, not taken for granted.
/// </summary>
internal sealed class Moves(Locals locals, Vocabulary vocabulary)
{
    private const int MostChanges = 3;

    /// <summary>The moves from a state, given the words that may arrive.</summary>
    internal IEnumerable<Move> From(int state, IReadOnlyList<int> heard, bool mayRestart)
    {
        foreach ((int silent, int[] prefix) in Prefixes(state, heard))
        {
            if (prefix.Length == 0 && mayRestart)
            {
                yield return new Move([Replica.Restart], locals.Step(state, Replica.Restart).Next, []);
            }

            foreach (int input in heard.Prepend(Replica.Propose).Prepend(Replica.Timeout))
            {
                (int next, int[] said) = locals.Step(silent, input);
                if (said.Length > 0 && !IsNeedless(state, prefix, input, next, said))
                {
                    yield return new Move([.. prefix, input], next, said);
                }
            }
        }
    }

    private IEnumerable<(int State, int[] Prefix)> Prefixes(int state, IReadOnlyList<int> heard)
    {
        yield return (state, []);
        foreach (IGrouping<string, int> group in heard.GroupBy(word => vocabulary.Words[word].Group))
        {
            int most = vocabulary.Words[group.First()].Message switch
            {
                PeerMessage.BallotChanged => MostChanges,
                PeerMessage.VoteCast => 1,
                _ => 0,
            };
            foreach ((int State, int[] Prefix) prefix in Silent(state, [], [.. group], most))
            {
                yield return prefix;
            }
        }
    }

    private IEnumerable<(int State, int[] Prefix)> Silent(int state, int[] prefix, int[] words, int most)
    {
        for (int i = 0; most > 0 && i < words.Length; i++)
        {
            (int next, int[] said) = locals.Step(state, words[i]);
            if (said.Length > 0 || next == state)
            {
                continue;
            }

            int[] longer = [.. prefix, words[i]];
            yield return (next, longer);
            foreach ((int, int[]) further in Silent(next, longer, words[(i + 1)..], most - 1))
            {
                yield return further;
            }
        }
    }

    private bool IsNeedless(int state, int[] prefix, int input, int next, int[] said)
    {
        for (int left = 0; left < prefix.Length; left++)
        {
            int at = state;
            for (int i = 0; i < prefix.Length; i++)
            {
                at = i == left ? at : locals.Step(at, prefix[i]).Next;
            }

            (int without, int[] saidWithout) = locals.Step(at, input);
            (int after, int[] saidAfter) = locals.Step(without, prefix[left]);
            if (after == next && saidAfter.Length == 0 && saidWithout.SequenceEqual(said))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A move of one member.</summary>
/// <param name="Inputs">What it takes in, in order; the last is what others notice.</param>
/// <param name="Next">Its state afterwards.</param>
/// <param name="Said">What it says.</param>
internal sealed record Move(IReadOnlyList<int> Inputs, int Next, int[] Said);
