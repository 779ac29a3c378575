using Google.Protobuf;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Protocol;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Wire;

/// <summary>Translates who is in the swarm: members, views and votes for them.</summary>
internal static class MembershipCodec
{
    private const int MaxBucketBits = 6;

    internal static V1.MemberKey Write(MemberKey key) =>
        new() { Agent = key.Agent.Text, Incarnation = key.Incarnation.Sequence };

    internal static MemberKey Read(V1.MemberKey? wire)
    {
        V1.MemberKey key = Checked.Present(wire, "a member's key");
        return new MemberKey(AgentId.Parse(key.Agent), new Incarnation(key.Incarnation));
    }

    internal static ByteString Write(PublicKey key) => ByteString.CopyFrom(key.Bytes);

    internal static PublicKey Read(ByteString wire)
    {
        try
        {
            return new PublicKey(wire.Span);
        }
        catch (ArgumentException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    internal static V1.SwarmRules Write(SwarmRules rules) =>
        new() { Mode = (V1.AgreementMode)rules.Mode, Seats = rules.Seats };

    internal static SwarmRules Read(V1.SwarmRules? wire)
    {
        V1.SwarmRules rules = Checked.Present(wire, "what all agents do alike");
        AgreementMode mode = (AgreementMode)rules.Mode;
        return mode is >= AgreementMode.AllToAll and <= AgreementMode.SingleVote
            && rules.Seats is >= 1 and <= SwarmRules.MaxSeats
                ? new SwarmRules(mode, rules.Seats)
                : throw new FormatException($"committees of {rules.Seats} seats in mode {(int)mode} are not known");
    }

    internal static V1.Capabilities Write(Capabilities offered)
    {
        V1.Capabilities wire = new()
        {
            Resources = ModelCodec.Encode(offered.Resources),
            SpeedPermille = offered.SpeedPermille,
            Allow = OwnerCodec.Write(offered.Allow),
        };
        wire.Plugins.AddRange(offered.Plugins);
        wire.Tags.AddRange(offered.Tags);
        wire.Aliases.AddRange(offered.Aliases);
        return wire;
    }

    internal static Capabilities Read(V1.Capabilities? wire)
    {
        V1.Capabilities offered = Checked.Present(wire, "what an agent offers");
        Resources resources = ModelCodec.Decode(Checked.Present(offered.Resources, "what an agent's runs may use"));
        Checked.Count(resources.MilliCores, "an agent's number of cores");
        Checked.Count(resources.MemoryBytes, "an agent's memory");
        Checked.Count(resources.Gpus, "an agent's number of GPUs");
        return new Capabilities(
            [.. offered.Plugins],
            [.. offered.Tags],
            [.. offered.Aliases],
            resources,
            Checked.Count(offered.SpeedPermille, "an agent's speed"))
        {
            Allow = OwnerCodec.Read(offered.Allow),
        };
    }

    internal static V1.MemberView Write(MemberView view)
    {
        V1.MemberView wire = new() { Epoch = view.Epoch, BucketBits = view.BucketBits };
        wire.Members.AddRange(view.Members.Select(Write));
        wire.Barred.AddRange(view.Barred.Select(agent => agent.Text));
        return wire;
    }

    internal static MemberView Read(V1.MemberView? wire)
    {
        V1.MemberView view = Checked.Present(wire, "a view");
        Member[] members = [.. view.Members.Select(Read)];
        for (int i = 1; i < members.Length; i++)
        {
            if (members[i].Agent <= members[i - 1].Agent)
            {
                throw new FormatException("the members of a view are not in order");
            }
        }

        return view.BucketBits is >= 0 and <= MaxBucketBits
            ? new MemberView(
                Checked.Count(view.Epoch, "an epoch"),
                members,
                [.. view.Barred.Select(AgentId.Parse)],
                view.BucketBits)
            : throw new FormatException($"a view has {view.BucketBits} bucket bits");
    }

    internal static V1.CutVote Write(CutVote vote) => new()
    {
        Epoch = vote.Epoch,
        View = ModelCodec.Encode(vote.View),
        Voter = Write(vote.Voter),
        Signature = UnsafeByteOperations.UnsafeWrap(vote.Signature),
    };

    internal static CutVote Read(V1.CutVote? wire)
    {
        V1.CutVote vote = Checked.Present(wire, "a vote for a view");
        return new CutVote(
            Checked.Count(vote.Epoch, "an epoch"),
            ModelCodec.Decode(vote.View),
            Read(vote.Voter),
            Checked.Signature(vote.Signature));
    }

    private static V1.Member Write(Member member) => new()
    {
        Key = Write(member.Key),
        PublicKey = Write(member.PublicKey),
        Endpoint = member.Endpoint,
        Capabilities = Write(member.Capabilities),
    };

    private static Member Read(V1.Member wire) =>
        new(Read(wire.Key), Read(wire.PublicKey), wire.Endpoint, Read(wire.Capabilities));
}
