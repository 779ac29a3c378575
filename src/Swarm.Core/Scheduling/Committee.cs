using Swarm.Core.Consensus;
using Swarm.Core.Membership;

namespace Swarm.Core.Scheduling;

/// <summary>
/// The members that decide about one bucket: the highest by rendezvous hash, so that a view that gains or loses one
/// member changes few committees (Thaler, Ravishankar, IEEE/ACM Transactions on Networking 6(1), 1998).
/// </summary>
public sealed class Committee
{
    private readonly MemberKey[] _members;

    private Committee(MemberKey[] members) => _members = members;

    /// <summary>The members in order of rank.</summary>
    public IReadOnlyList<MemberKey> Members => _members;

    /// <summary>How many of them must agree.</summary>
    public Quorum Quorum => new(_members.Length);

    /// <summary>The committee of a bucket in a view of a swarm; it has at most so many seats.</summary>
    public static Committee Of(Digest swarm, MemberView view, int bucket, int seats)
    {
        ulong place = Rng.Mix(swarm.Prefix + (ulong)bucket);
        return new Committee(
        [
            .. view.Seated
                .OrderByDescending(member => Rng.Mix(Spread.Hash(member.Agent.Text) ^ place))
                .ThenBy(member => member.Agent)
                .Take(seats)
                .Select(member => member.Key),
        ]);
    }

    /// <summary>Whose turn it is to propose in a ballot.</summary>
    public MemberKey Proposer(int ballot) => _members[ballot % _members.Length];

    /// <summary>The place of a member in the order of rank, or -1.</summary>
    public int RankOf(MemberKey member) => Array.IndexOf(_members, member);
}
