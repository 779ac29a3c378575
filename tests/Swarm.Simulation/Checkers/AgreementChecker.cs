using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Core.Scheduling;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Checkers;

/// <summary>
/// No two batches of one slot gather a quorum of commit votes each, in whatever ballots, as long as no more of the
/// committee lie than it withstands. It counts the votes that are said, whether or not anybody hears them.
/// </summary>
internal sealed class AgreementChecker
{
    private readonly Dictionary<(Slot, int Ballot, Digest Batch), HashSet<MemberKey>> _commits = [];
    private readonly Dictionary<Slot, Digest> _decided = [];
    private readonly Dictionary<(long Epoch, int Bucket), Committee> _committees = [];

    /// <summary>Looks at a word.</summary>
    internal string? OnSaid(SimProcess from, PeerMessage message, SimWorld world)
    {
        if (message is not PeerMessage.VoteCast { Vote: { Phase: VotePhase.Commit } vote }
            || vote.Voter != from.Self || CommitteeOf(from, vote.Slot) is not { } committee
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

        int liars = committee.Members.Count(
            member => world.Agents.Any(agent => agent.Id == member.Agent && agent.IsLiar));
        return _decided.TryAdd(vote.Slot, vote.Batch) || _decided[vote.Slot] == vote.Batch
            || liars > (committee.Members.Count - 1) / 3
                ? null : $"slot {vote.Slot} was decided two ways";
    }

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

    private Committee? CommitteeOf(SimProcess from, Slot slot)
    {
        if (_committees.TryGetValue((slot.Epoch, slot.Bucket), out Committee? known))
        {
            return known;
        }

        CoreReading reading = from.Core.Reading;
        return reading.View.Epoch != slot.Epoch ? null
            : _committees[(slot.Epoch, slot.Bucket)] = Committee.Of(reading.Swarm, reading.View, slot.Bucket);
    }
}
