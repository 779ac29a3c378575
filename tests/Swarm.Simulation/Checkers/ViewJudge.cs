using Swarm.Core;
using Swarm.Core.Membership;
using Swarm.Core.Signing;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Checkers;

/// <summary>Follows who is in the swarm, by rules of its own.</summary>
internal sealed class ViewJudge(ISeals seals)
{
    private const long LossWaitMicros = 10_000_000;

    private readonly Dictionary<AgentId, MemberKey> _newest = [];
    private readonly HashSet<MemberKey> _leaving = [];
    private readonly Dictionary<ulong, (long Micros, HashSet<AgentId> Absent)> _claims = [];
    private readonly SortedSet<AgentId> _barred = [];
    private long _brokerMicros;

    /// <summary>The view in force.</summary>
    internal MemberView View { get; private set; } = MemberView.None;

    /// <summary>How many members were cut out.</summary>
    internal int Cuts { get; private set; }

    /// <summary>Whom the last entry cut out, and how many members there were before.</summary>
    internal IReadOnlyList<(MemberKey Member, int Members)> LastCut { get; private set; } = [];

    /// <summary>Judges an entry, if it is about members.</summary>
    internal string? Judge(AgentInput.PoolEntry entry, bool stands, CoreReading reading)
    {
        _brokerMicros = Math.Max(_brokerMicros, entry.BrokerMicros);
        LastCut = [];
        if (!stands)
        {
            return null;
        }

        switch (entry.Event)
        {
            case PoolEvent.Founded:
                _newest[entry.Author] = new MemberKey(entry.Author, new Incarnation(entry.Sequence));
                View = reading.View;
                return entry.Sequence == 1 ? null : "a swarm is founded twice";
            case PoolEvent.Joining:
                _newest[entry.Author] = new MemberKey(entry.Author, new Incarnation(entry.Sequence));
                return null;
            case PoolEvent.Leaving leaving:
                _leaving.Add(new MemberKey(entry.Author, leaving.Incarnation));
                return null;
            case PoolEvent.LossClaimed claimed:
                _claims[entry.Sequence] = (_brokerMicros, [.. claimed.Absent.Where(agent => agent != entry.Author)]);
                return null;
            case PoolEvent.Present present:
                _claims[present.Claim].Absent.Remove(entry.Author);
                return null;
            case PoolEvent.MemberBarred barred:
                _barred.Add(barred.Proof.First.Voter.Agent);
                return null;
            case PoolEvent.MemberCleared cleared:
                _barred.Remove(cleared.Agent);
                return null;
            case PoolEvent.ViewInstalled installed:
                return JudgeView(installed, reading);
            default:
                return null;
        }
    }

    private string? JudgeView(PoolEvent.ViewInstalled installed, CoreReading reading)
    {
        MemberView before = View;
        HashSet<AgentId> absent = [];
        if (installed.LossClaim != 0)
        {
            (long micros, HashSet<AgentId> silent) = _claims[installed.LossClaim];
            if (_brokerMicros - micros < LossWaitMicros)
            {
                return $"epoch {installed.View.Epoch} is installed before the silent had the time to answer";
            }

            absent = [.. silent.Where(agent => before.Find(agent) is not null)];
        }

        if (installed.View.Epoch != before.Epoch + 1)
        {
            return $"epoch {installed.View.Epoch} follows epoch {before.Epoch}";
        }

        Digest view = reading.View.DigestIn(reading.Swarm);
        int votes = installed.Evidence
            .DistinctBy(vote => vote.Voter.Agent)
            .Where(vote => vote.View == view && vote.Epoch == reading.View.Epoch && seals.Holds(
                new Claim(seals.KeyOf(vote.Voter.Agent), Statement.Of(vote, reading.Swarm), vote.Signature)))
            .Where(vote => before.Find(vote.Voter.Agent) is not null && !absent.Contains(vote.Voter.Agent)
                && _newest.GetValueOrDefault(vote.Voter.Agent) == vote.Voter)
            .Select(vote => vote.Voter.Agent).Distinct().Count();
        int needed = AgreementChecker.QuorumOf(before.Members.Count - absent.Count);
        if (votes < needed)
        {
            return $"the view of epoch {installed.View.Epoch} stands with {votes} votes of {needed}";
        }

        if (installed.View.Members.Any(member =>
            _newest.GetValueOrDefault(member.Agent) != member.Key || _leaving.Contains(member.Key)))
        {
            return $"epoch {installed.View.Epoch} has a member that is not there";
        }

        View = reading.View;
        if (!View.Barred.SequenceEqual(_barred.Where(agent => View.Find(agent) is not null)))
        {
            return $"in epoch {View.Epoch} others are barred than those who were shown to lie";
        }

        _claims.Clear();
        LastCut =
        [
            .. before.Members.Select(member => member.Key)
                .Where(key => !View.Has(key) && _newest[key.Agent] == key && !_leaving.Contains(key))
                .Select(key => (key, before.Members.Count)),
        ];
        Cuts += LastCut.Count;
        return null;
    }
}
