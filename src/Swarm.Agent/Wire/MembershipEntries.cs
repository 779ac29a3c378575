using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Protocol;
using Raw = Swarm.Protocol.V1.PoolEntry.Types;

namespace Swarm.Agent.Wire;

/// <summary>Translates the entries of the log that say who is in the swarm.</summary>
internal static class MembershipEntries
{
    internal static Raw.Founded Write(PoolEvent.Founded founded) => new()
    {
        Nonce = ModelCodec.Encode(founded.Nonce),
        Rules = MembershipCodec.Write(founded.Rules),
        PublicKey = MembershipCodec.Write(founded.PublicKey),
        Endpoint = founded.Endpoint,
        Capabilities = MembershipCodec.Write(founded.Capabilities),
    };

    internal static PoolEvent.Founded Read(Raw.Founded wire) =>
        new(
            ModelCodec.Decode(wire.Nonce),
            MembershipCodec.Read(wire.Rules),
            MembershipCodec.Read(wire.PublicKey),
            wire.Endpoint,
            MembershipCodec.Read(wire.Capabilities));

    internal static Raw.Joining Write(PoolEvent.Joining joining) => new()
    {
        Nonce = ModelCodec.Encode(joining.Nonce),
        PublicKey = MembershipCodec.Write(joining.PublicKey),
        Endpoint = joining.Endpoint,
        Capabilities = MembershipCodec.Write(joining.Capabilities),
    };

    internal static PoolEvent.Joining Read(Raw.Joining wire) =>
        new(
            ModelCodec.Decode(wire.Nonce),
            MembershipCodec.Read(wire.PublicKey),
            wire.Endpoint,
            MembershipCodec.Read(wire.Capabilities));

    internal static Raw.ViewInstalled Write(PoolEvent.ViewInstalled installed)
    {
        Raw.ViewInstalled wire = new()
        {
            View = MembershipCodec.Write(installed.View),
            LossClaim = installed.LossClaim,
        };
        wire.Evidence.AddRange(installed.Evidence.Select(MembershipCodec.Write));
        return wire;
    }

    internal static PoolEvent.ViewInstalled Read(Raw.ViewInstalled wire) =>
        new(MembershipCodec.Read(wire.View), [.. wire.Evidence.Select(MembershipCodec.Read)], wire.LossClaim);

    internal static Raw.MemberBarred Write(PoolEvent.MemberBarred barred) => new()
    {
        First = ConsensusCodec.Write(barred.Proof.First),
        Second = ConsensusCodec.Write(barred.Proof.Second),
    };

    internal static PoolEvent.MemberBarred Read(Raw.MemberBarred wire) =>
        new(new Contradiction(ConsensusCodec.Read(wire.First), ConsensusCodec.Read(wire.Second)));

    internal static Raw.LossClaimed Write(PoolEvent.LossClaimed claimed)
    {
        Raw.LossClaimed wire = new() { Epoch = claimed.Epoch };
        wire.Absent.AddRange(claimed.Absent.Select(agent => agent.Text));
        return wire;
    }

    internal static PoolEvent.LossClaimed Read(Raw.LossClaimed wire) =>
        new(Checked.Count(wire.Epoch, "an epoch"), [.. wire.Absent.Select(AgentId.Parse)]);
}
