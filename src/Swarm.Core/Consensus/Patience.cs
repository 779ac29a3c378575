using Swarm.Core.Membership;

namespace Swarm.Core.Consensus;

/// <summary>
/// How long a member waits for a proposer before it gives up on it: as long as a decision takes at the round trips
/// that were measured, doubled with each ballot in vain. Late answers lengthen it (Jacobson, SIGCOMM 1988), silence
/// does not.
/// </summary>
internal sealed class Patience(CoreSettings settings, FailureDetector detector)
{
    // A bid, a proposal and two shows of hands are two round trips; a third is for what is lost or slow.
    private const int RoundTrips = 3;
    private const int MaxDoublings = 6;
    private const int RepeatsInBallot = 3;

    /// <summary>How long a ballot of a round may take.</summary>
    internal long OfBallot(Round round, MemberKey self)
    {
        long first = settings.BallotMicros;
        if (RoundTripMicros(round, self) is { } known)
        {
            long wanted = settings.BidWaitMicros + (RoundTrips * known);
            first = Math.Clamp(wanted, settings.MinBallotMicros, settings.MaxBallotMicros);
        }

        return first << Math.Min(round.Ballot, MaxDoublings);
    }

    /// <summary>How long to wait before saying again what may have been lost.</summary>
    internal long OfWord(Round round, MemberKey self) => OfBallot(round, self) / RepeatsInBallot;

    // To the proposer, or to the last of the nearest quorum; null while some of them were not measured.
    private long? RoundTripMicros(Round round, MemberKey self)
    {
        List<long> trips = [];
        MemberKey proposer = round.Committee.Proposer(round.Ballot);
        foreach (MemberKey member in round.Committee.Members)
        {
            long trip = member == self ? 0 : detector.LateMicros(member.Agent);
            if (trip > 0 || member == self)
            {
                trips.Add(trip);
            }
            else if (member == proposer)
            {
                return null;
            }
        }

        trips.Sort();
        int quorum = round.Committee.Quorum.Size;
        return trips.Count < quorum ? null
            : Math.Max(trips[quorum - 1], proposer == self ? 0 : detector.LateMicros(proposer.Agent));
    }
}
