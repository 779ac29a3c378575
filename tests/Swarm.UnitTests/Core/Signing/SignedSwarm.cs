using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Core.Scheduling;
using Swarm.Core.Signing;
using Swarm.Model;
using Swarm.Simulation;

namespace Swarm.UnitTests.Core.Signing;

/// <summary>The log of a small swarm, and the hands of its members to sign whatever a test wants signed.</summary>
internal sealed class SignedSwarm
{
    private readonly List<AgentInput.PoolEntry> _log = [];
    private readonly EntryGate _gate;

    internal SignedSwarm(int members, AgreementMode mode = AgreementMode.AllToAll)
    {
        _gate = NewGate();
        Names = [.. Enumerable.Range(0, members).Select(i => AgentId.Parse($"m{i}"))];
        Append(Names[0], new PoolEvent.Founded(
            Digest.Of([1]), new SwarmRules(mode, 31), StandInSignatures.KeyOf(Names[0]), "m0:1", s_offer));
        foreach (AgentId name in Names.Skip(1))
        {
            Append(name, new PoolEvent.Joining(
                Digest.Of([2]), StandInSignatures.KeyOf(name), $"{name}:1", s_offer));
        }

        Members = [.. Names.Select((name, i) => new MemberKey(name, new Incarnation((ulong)i + 1)))];
        Install();
    }

    private static readonly Capabilities s_offer = new(["noop"], [], [], new Resources(2000, 1L << 30, 0), 1000);

    internal IReadOnlyList<AgentId> Names { get; }

    internal IReadOnlyList<MemberKey> Members { get; }

    internal IReadOnlyList<AgentInput.PoolEntry> Log => _log;

    internal KeyTable Keys => _gate.Keys;

    internal Digest Swarm => _gate.Keys.Swarm;

    internal long Epoch => _gate.Keys.Epoch;

    internal Committee Committee => Keys.CommitteeOf(new Slot(Epoch, 0, 0))!;

    internal static CoreSettings Settings { get; } = new()
    {
        Capabilities = s_offer,
        PublicKey = StandInSignatures.KeyOf(AgentId.Parse("reader")),
        Endpoint = "reader:1",
    };

    internal static EntryGate NewGate() => new(Settings, new StandInSignatures());

    /// <summary>Installs the next view, with everybody in it and everybody's vote.</summary>
    internal void Install(params AgentId[] barred)
    {
        MemberView view = MemberView.Of(
            Epoch + 1, Members.Select((key, i) => new Member(key, KeyOf(i), $"{key.Agent}:1", s_offer)), barred);
        Append(Names[0], new PoolEvent.ViewInstalled(
            view, [.. Members.Select((_, i) => Cut(i, Epoch + 1, view.DigestIn(Swarm)))], 0));
    }

    internal AgentInput.PoolEntry Append(AgentId author, PoolEvent entry)
    {
        AgentInput.PoolEntry next = new((ulong)_log.Count + 1, author, 1_000_000 * _log.Count, entry);
        _log.Add(next);
        _gate.Check(next);
        return next;
    }

    internal static PublicKey KeyOf(int member) => StandInSignatures.KeyOf(AgentId.Parse($"m{member}"));

    internal SignedVote Vote(int member, Slot slot, int ballot, VotePhase phase, Digest batch) =>
        Sign(new SignedVote(slot, ballot, phase, batch, Members[member], default));

    internal SignedVote Sign(SignedVote vote) =>
        vote with { Signature = StandInSignatures.Sign(vote.Voter.Agent, Statement.Of(vote, Swarm)) };

    internal BallotChange Sign(BallotChange change) =>
        change with { Signature = StandInSignatures.Sign(change.Voter.Agent, Statement.Of(change, Swarm)) };

    internal CutVote Cut(int member, long epoch, Digest view)
    {
        CutVote vote = new(epoch, view, Members[member], default);
        return vote with { Signature = StandInSignatures.Sign(Names[member], Statement.Of(vote, Swarm)) };
    }
}
