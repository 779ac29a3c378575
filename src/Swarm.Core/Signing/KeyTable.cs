using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Core.Scheduling;

namespace Swarm.Core.Signing;

/// <summary>
/// Whose signatures count, epoch by epoch, as far as the log was read: a key is valid for exactly the epochs whose view
/// lists it. It never changes; reading on makes another one.
/// </summary>
public sealed class KeyTable
{
    private const int KeptEpochs = 16;

    private readonly CommitteeTable[] _epochs;
    private readonly SortedDictionary<AgentId, Member> _newest;

    private KeyTable(Digest swarm, CommitteeTable[] epochs, SortedDictionary<AgentId, Member> newest)
    {
        Swarm = swarm;
        _epochs = epochs;
        _newest = newest;
    }

    /// <summary>What is known before the log was read.</summary>
    public static KeyTable Empty { get; } = new(default, [], []);

    /// <summary>The name of the swarm.</summary>
    public Digest Swarm { get; }

    /// <summary>The latest epoch that was read of.</summary>
    public long Epoch => _epochs.Length > 0 ? _epochs[^1].View.Epoch : 0;

    /// <summary>The key by which a member's votes in an epoch are checked; null when its view does not list it.
    /// </summary>
    internal PublicKey? KeyOf(MemberKey voter, long epoch) =>
        Find(epoch)?.View.Find(voter.Agent) is { } member && member.Key == voter ? member.PublicKey : null;

    /// <summary>The key by which a vote for a view is checked: that of the newest process of an agent.</summary>
    internal PublicKey? NewestKeyOf(MemberKey voter) =>
        _newest.GetValueOrDefault(voter.Agent) is { } member && member.Key == voter ? member.PublicKey : null;

    /// <summary>The committee that decides a slot; null for a slot of an epoch that is not known, or not any more.
    /// </summary>
    internal Committee? CommitteeOf(Slot slot) => Find(slot.Epoch)?.Of(slot);

    /// <summary>The table after a view was installed.</summary>
    internal KeyTable With(ViewLog views) => new(
        views.Swarm,
        [
            .. _epochs.TakeLast(KeptEpochs - 1),
            new CommitteeTable(views.Swarm, views.View, views.Rules.Seats),
        ],
        _newest);

    /// <summary>The table after the newest processes changed.</summary>
    internal KeyTable With(IEnumerable<Member> newest) =>
        new(Swarm, _epochs, new(newest.ToDictionary(member => member.Agent)));

    private CommitteeTable? Find(long epoch)
    {
        long place = _epochs.Length - 1 - (Epoch - epoch);
        return place >= 0 && place < _epochs.Length ? _epochs[place] : null;
    }
}
