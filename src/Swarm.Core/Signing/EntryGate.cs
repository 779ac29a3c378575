using Swarm.Core.Consensus;
using Swarm.Core.Membership;

namespace Swarm.Core.Signing;

/// <summary>
/// Stands between the log and the deciding core and checks signatures, each once: what does not hold is taken out of
/// the entry, so a signature that reaches the core is true, and the core judges by what is left. It reads the log in
/// order and keeps keys of its own, because the core may not have come as far.
/// </summary>
public sealed class EntryGate
{
    private readonly ISignatures _signatures;
    private readonly ViewLog _views;
    private readonly DecisionLog _decisions = new();
    private long _brokerMicros;

    /// <summary>Makes a gate that has read nothing yet.</summary>
    /// <param name="settings">Those of the core behind it.</param>
    /// <param name="signatures">Checks signatures.</param>
    public EntryGate(CoreSettings settings, ISignatures signatures)
    {
        _views = new ViewLog(settings.LossWaitMicros);
        _signatures = signatures;
    }

    /// <summary>Whose signatures count, as far as was read.</summary>
    public KeyTable Keys { get; private set; } = KeyTable.Empty;

    /// <summary>How many signatures in entries did not hold.</summary>
    public long Forged { get; private set; }

    /// <summary>Checks the next entry.</summary>
    /// <returns>The entry without the signatures that do not hold.</returns>
    public AgentInput.PoolEntry Check(AgentInput.PoolEntry entry)
    {
        AgentInput.PoolEntry good = entry.Event switch
        {
            PoolEvent.Assigned assigned => entry with { Event = Check(assigned) },
            PoolEvent.ViewInstalled installed => entry with { Event = Check(installed) },
            PoolEvent.MemberBarred barred => entry with { Event = Check(barred) },
            _ => entry,
        };
        _brokerMicros = Math.Max(_brokerMicros, entry.BrokerMicros);
        if (good.Event is PoolEvent.Assigned decided)
        {
            _decisions.Apply(decided);
        }
        else if (ViewLog.Concerns(good.Event))
        {
            Follow(good);
        }

        return good;
    }

    // A quorum is enough, so only so many are looked at; what cannot stand anyway costs nothing.
    private PoolEvent.Assigned Check(PoolEvent.Assigned assigned)
    {
        IReadOnlyList<SignedVote> votes = [];
        if (_decisions.PlaceProblemOf(assigned.Slot) is null)
        {
            int enough = _decisions.CommitteeOf(assigned.Slot.Bucket).Quorum.Size;
            votes = [.. assigned.Certificate.Commits.Take(enough).Where(Holds)];
        }

        return assigned with { Certificate = assigned.Certificate with { Commits = votes } };
    }

    private PoolEvent.ViewInstalled Check(PoolEvent.ViewInstalled installed) => installed with
    {
        Evidence =
        [
            .. installed.Evidence.Where(vote => vote.Epoch == _views.View.Epoch + 1)
                .DistinctBy(vote => vote.Voter.Agent)
                .Where(Holds),
        ],
    };

    private PoolEvent.MemberBarred Check(PoolEvent.MemberBarred barred)
    {
        bool holds = Holds(barred.Proof.First) && Holds(barred.Proof.Second);
        return holds ? barred : barred with { Proof = barred.Proof with { First = Unsigned(barred.Proof.First) } };
    }

    private static SignedVote Unsigned(SignedVote vote) => vote with { Signature = default };

    private void Follow(AgentInput.PoolEntry entry)
    {
        long epoch = _views.View.Epoch;
        if (_views.Apply(entry, _brokerMicros) is not null)
        {
            return;
        }

        if (entry.Event is PoolEvent.Founded or PoolEvent.Joining)
        {
            Keys = Keys.With(_views.Roster.Newest);
        }

        if (_views.View.Epoch != epoch)
        {
            Keys = Keys.With(_views);
            _decisions.Use(_views);
        }
    }

    private bool Holds(SignedVote vote) =>
        Holds(Keys.KeyOf(vote.Voter, vote.Slot.Epoch), Statement.Of(vote, _views.Swarm), vote.Signature);

    private bool Holds(CutVote vote) =>
        Holds(Keys.NewestKeyOf(vote.Voter), Statement.Of(vote, _views.Swarm), vote.Signature);

    private bool Holds(PublicKey? key, Digest statement, ReadOnlyMemory<byte> signature)
    {
        bool holds = key is not null && _signatures.Holds(new Claim(key, statement, signature));
        Forged += holds ? 0 : 1;
        return holds;
    }
}
