using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Core.Scheduling;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Checkers;

/// <summary>
/// No two batches of one slot gather a quorum of commit votes each, in whatever ballots, as long as no more of the
/// committee lie than it withstands. It counts the votes that are signed, whether or not anybody hears them. Where one
/// vote is enough this holds for each ballot alone: of two the log tells which stands.
/// </summary>
internal sealed class AgreementChecker(AgreementMode mode)
{
    private readonly Dictionary<(Slot, int Ballot, Digest Batch), HashSet<MemberKey>> _commits = [];
    private readonly Dictionary<(Slot, int Ballot), Digest> _decided = [];
    private readonly Dictionary<Slot, Digest> _logged = [];
    private readonly Dictionary<(long Epoch, int Bucket), Committee> _committees = [];

    /// <summary>Looks at what an agent signs or says.</summary>
    internal string? OnSaid(SimProcess from, PeerMessage message, SimWorld world)
    {
        SignedVote? vote = VoteIn(message);
        if (vote is not { Phase: VotePhase.Commit }
            || vote.Voter != from.Self || CommitteeOf(from, vote.Slot, world.Rules.Seats) is not { } committee
            || committee.RankOf(vote.Voter) < 0)
        {
            return null;
        }

        (Slot, int, Digest) key = (vote.Slot, vote.Ballot, vote.Batch);
        if (!_commits.TryGetValue(key, out HashSet<MemberKey>? voters))
        {
            _commits[key] = voters = [];
        }

        if (!voters.Add(vote.Voter) || voters.Count != QuorumOf(committee.Members.Count))
        {
            return null;
        }

        (Slot, int) place = (vote.Slot, mode == AgreementMode.SingleVote ? vote.Ballot : 0);
        return _decided.TryAdd(place, vote.Batch) || _decided[place] == vote.Batch
            || Liars(committee, world) > (committee.Members.Count - 1) / 3
                ? null : $"slot {vote.Slot} was decided two ways";
    }

    /// <summary>Looks at an entry that stands.</summary>
    internal string? OnLogged(PoolEvent entry)
    {
        if (entry is not PoolEvent.Assigned assigned || mode == AgreementMode.SingleVote)
        {
            return null;
        }

        Digest batch = assigned.Certificate.Batch;
        return _logged.TryAdd(assigned.Slot, batch) || _logged[assigned.Slot] == batch
            ? null : $"slot {assigned.Slot} was decided two ways";
    }

    /// <summary>The vote in a message, if there is one.</summary>
    internal static SignedVote? VoteIn(PeerMessage message) => message switch
    {
        PeerMessage.VoteCast cast => cast.Vote,
        PeerMessage.Proposal proposal => proposal.Vote,
        _ => null,
    };

    /// <summary>
    /// The fewest of which any two sets share more than may lie: counted out, not taken from the core.
    /// </summary>
    internal static int QuorumOf(int members)
    {
        int liars = (members - 1) / 3;
        int size = 1;
        while (2 * size - members < liars + 1)
        {
            size++;
        }

        return size;
    }

    private static int Liars(Committee committee, SimWorld world) => committee.Members.Count(
        member => world.Agents.Any(agent => agent.Id == member.Agent && agent.IsLiar));

    private Committee? CommitteeOf(SimProcess from, Slot slot, int seats)
    {
        if (_committees.TryGetValue((slot.Epoch, slot.Bucket), out Committee? known))
        {
            return known;
        }

        CoreReading reading = from.Core.Reading;
        return reading.View.Epoch != slot.Epoch ? null
            : _committees[(slot.Epoch, slot.Bucket)] =
                Committee.Of(reading.Swarm, reading.View, slot.Bucket, seats);
    }
}
