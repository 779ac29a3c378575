namespace Swarm.Core.Consensus;

/// <summary>What members said when they gave up on proposers: the newest word of each.</summary>
internal sealed class BallotWords
{
    private readonly SortedDictionary<AgentId, PeerMessage.BallotChanged> _words = [];

    /// <summary>What was said on entering a ballot by those who are in it still.</summary>
    internal IReadOnlyList<BallotChange> In(int ballot) =>
        [.. _words.Values.Select(word => word.Change).Where(change => change.Ballot == ballot)];

    /// <summary>Takes a word in, unless a newer one of its voter is here.</summary>
    internal void Add(PeerMessage.BallotChanged word)
    {
        AgentId voter = word.Change.Voter.Agent;
        if (!_words.TryGetValue(voter, out PeerMessage.BallotChanged? known)
            || known.Change.Ballot < word.Change.Ballot)
        {
            _words[voter] = word;
        }
    }

    /// <summary>The highest ballot that at least so many have entered or left behind; 0 when there is none.</summary>
    internal int ReachedBy(int members)
    {
        int[] ballots = [.. _words.Values.Select(word => word.Change.Ballot).OrderDescending()];
        return ballots.Length >= members ? ballots[members - 1] : 0;
    }

    /// <summary>A batch that some member is locked on, by its digest; null when nobody showed it.</summary>
    internal Batch? BatchOf(Digest digest) =>
        _words.Values.FirstOrDefault(word => word.Change.Lock?.Batch == digest)?.Locked;
}
