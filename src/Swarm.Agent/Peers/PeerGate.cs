using Swarm.Core;
using Swarm.Core.Membership;
using Swarm.Core.Signing;

namespace Swarm.Agent.Peers;

/// <summary>
/// Stands between the links and the mailbox: what peers say about agreement passes only with signatures that hold. What
/// is about an epoch that was not read yet waits for it, as much as there is room for.
/// </summary>
/// <param name="self">Whose gate it is.</param>
/// <param name="signatures">Checks signatures.</param>
/// <param name="pass">Takes what passes.</param>
/// <param name="complain">Hears of words that no honest peer says: who, why, and how many there were.</param>
internal sealed class PeerGate(
    AgentId self, ISignatures signatures, Action<AgentInput.Peer> pass, Action<MemberKey, string, long> complain)
{
    private const int MaxEarly = 1_024;
    private const int MaxPeers = 4_096;

    private readonly Lock _gate = new();
    private readonly Queue<AgentInput.Peer> _early = new();
    private readonly CommitTally _tally = new();
    private readonly CommitLobby _lobby = new();
    private readonly Dictionary<AgentId, long> _forgedBy = [];
    private KeyTable _keys = KeyTable.Empty;
    private PeerCheck _check = new(KeyTable.Empty, signatures);
    private long _forged;

    /// <summary>How many words were dropped because a signature did not hold.</summary>
    internal long Forged => Interlocked.Read(ref _forged);

    /// <summary>Hears a word.</summary>
    internal void Hear(AgentInput.Peer word)
    {
        IReadOnlyList<AgentInput.Peer> heard;
        lock (_gate)
        {
            heard = _lobby.Enter(word, self, _keys);
        }

        foreach (AgentInput.Peer one in heard)
        {
            Judge(one);
        }
    }

    /// <summary>Takes note of a vote that was signed here.</summary>
    internal void Count(PeerMessage message)
    {
        if (message is PeerMessage.VoteCast cast)
        {
            lock (_gate)
            {
                _tally.Add(cast.Vote);
            }
        }
    }

    /// <summary>The log was read further: these keys count from now on, and what waited for them is heard.</summary>
    internal void Use(KeyTable keys)
    {
        AgentInput.Peer[] waited;
        lock (_gate)
        {
            _keys = keys;
            _check = new PeerCheck(keys, signatures);
            waited = [.. _early];
            _early.Clear();
        }

        foreach (AgentInput.Peer word in waited)
        {
            Hear(word);
        }
    }

    private void Judge(AgentInput.Peer word)
    {
        PeerCheck check;
        lock (_gate)
        {
            check = _check;
            if (word.Message is PeerMessage.VoteCast cast && _tally.IsSurplus(cast.Vote, _keys))
            {
                return;
            }
        }

        switch (check.Judge(word))
        {
            case PeerVerdict.Pass:
                Count(word);
                pass(word);
                break;
            case PeerVerdict.Early:
                Keep(word);
                break;
            case PeerVerdict.Forged:
                Complain(word);
                break;
            default:
                // What is past is said by everybody who is a little behind.
                break;
        }
    }

    private void Count(AgentInput.Peer word) => Count(word.Message);

    private void Keep(AgentInput.Peer word)
    {
        lock (_gate)
        {
            if (_early.Count < MaxEarly)
            {
                _early.Enqueue(word);
            }
        }
    }

    // Told at the first, the second, the fourth of a peer: a flood of them does not become a flood of lines.
    private void Complain(AgentInput.Peer word)
    {
        Interlocked.Increment(ref _forged);
        long count;
        lock (_gate)
        {
            if (_forgedBy.Count >= MaxPeers)
            {
                _forgedBy.Clear();
            }

            count = _forgedBy[word.From.Agent] = _forgedBy.GetValueOrDefault(word.From.Agent) + 1;
        }

        if (long.IsPow2(count))
        {
            complain(word.From, $"a {word.Message.GetType().Name} whose signature does not hold", count);
        }
    }
}
