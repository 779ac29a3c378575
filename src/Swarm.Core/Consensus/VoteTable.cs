namespace Swarm.Core.Consensus;

/// <summary>The votes of one kind in one round, ballot by ballot: some past ones and those soon to come.</summary>
internal sealed class VoteTable
{
    private const int PastBallots = 4;
    private const int FutureBallots = 64;

    private readonly SortedDictionary<int, VoteSet> _ballots = [];
    private int _ballot;

    /// <summary>Adds a vote, if its ballot is near enough.</summary>
    /// <returns>The proof that the voter lies, if this vote completes one.</returns>
    internal Contradiction? Add(SignedVote vote) =>
        vote.Ballot >= _ballot - PastBallots && vote.Ballot <= _ballot + FutureBallots
            ? In(vote.Ballot).Add(vote) : null;

    /// <summary>Moves on to a later ballot; what is long past is forgotten.</summary>
    internal void Enter(int ballot)
    {
        _ballot = ballot;
        while (_ballots.Count > 0 && _ballots.Keys.First() < ballot - PastBallots)
        {
            _ballots.Remove(_ballots.Keys.First());
        }
    }

    /// <summary>Whether enough voted for a batch in a ballot.</summary>
    internal bool HasQuorum(int ballot, Digest batch, Quorum quorum) =>
        _ballots.GetValueOrDefault(ballot)?.HasQuorum(batch, quorum) ?? false;

    /// <summary>As many votes for a batch as are enough.</summary>
    internal IReadOnlyList<SignedVote> For(int ballot, Digest batch, Quorum quorum) =>
        _ballots.GetValueOrDefault(ballot)?.For(batch, quorum) ?? [];

    private VoteSet In(int ballot)
    {
        if (!_ballots.TryGetValue(ballot, out VoteSet? set))
        {
            _ballots[ballot] = set = new VoteSet();
        }

        return set;
    }
}
