using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Checkers;

/// <summary>
/// What an honest member never does: vote for two batches in one show of hands, vote below a ballot it has entered, or
/// leave its highest commit vote out when it changes the ballot, unless one vote is enough and nobody is locked.
/// </summary>
internal sealed class VoteRules(AgreementMode mode)
{
    private readonly Dictionary<(MemberKey, Slot, int Ballot, VotePhase), Digest> _votes = [];
    private readonly Dictionary<(MemberKey, Slot), int> _entered = [];
    private readonly Dictionary<(MemberKey, Slot), BallotMark> _locks = [];
    private readonly Dictionary<(MemberKey, Slot, int Ballot), BallotMark?> _changes = [];

    /// <summary>Looks at what an honest agent signs or says; what it repeats it says as it said it.</summary>
    internal string? OnSaid(SimProcess from, PeerMessage message) => message switch
    {
        PeerMessage.VoteCast cast => OnVote(from, cast.Vote),
        PeerMessage.Proposal proposal => OnVote(from, proposal.Vote),
        PeerMessage.BallotChanged changed => OnChange(changed.Change),
        _ => null,
    };

    private string? OnVote(SimProcess from, SignedVote vote)
    {
        if (vote.Voter != from.Self)
        {
            return $"{from.Self} votes in the name of {vote.Voter}";
        }

        var key = (vote.Voter, vote.Slot, vote.Ballot, vote.Phase);
        if (!_votes.TryAdd(key, vote.Batch))
        {
            return _votes[key] == vote.Batch ? null
                : $"{vote.Voter} votes twice in slot {vote.Slot}, ballot {vote.Ballot}, {vote.Phase}";
        }

        if (_entered.GetValueOrDefault((vote.Voter, vote.Slot)) > vote.Ballot)
        {
            return $"{vote.Voter} votes in ballot {vote.Ballot} of slot {vote.Slot}, which it has left";
        }

        if (vote.Phase == VotePhase.Commit && mode != AgreementMode.SingleVote)
        {
            _locks[(vote.Voter, vote.Slot)] = new BallotMark(vote.Batch, vote.Ballot);
        }

        return null;
    }

    private string? OnChange(BallotChange change)
    {
        if (!_changes.TryAdd((change.Voter, change.Slot, change.Ballot), change.Lock))
        {
            return _changes[(change.Voter, change.Slot, change.Ballot)] == change.Lock ? null
                : $"{change.Voter} says two things when it enters ballot {change.Ballot} of slot {change.Slot}";
        }

        _entered[(change.Voter, change.Slot)] =
            Math.Max(change.Ballot, _entered.GetValueOrDefault((change.Voter, change.Slot)));
        bool isLocked = _locks.TryGetValue((change.Voter, change.Slot), out BallotMark mark);
        return !isLocked || change.Lock == mark ? null
            : $"{change.Voter} leaves its commit vote out when it enters ballot {change.Ballot} of slot {change.Slot}";
    }
}
