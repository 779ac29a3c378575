using Google.Protobuf;
using Swarm.Core.Authorisation;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Wire;

/// <summary>Translates whose campaign it is, and what agents do for whom.</summary>
internal static class OwnerCodec
{
    private const int MaxGroups = 64;
    private const int MaxRules = 1_000;

    internal static V1.CampaignOwner? Write(CampaignOwner owner)
    {
        if (!owner.IsSomebody)
        {
            return null;
        }

        V1.CampaignOwner wire = new() { Name = owner.Name };
        wire.Groups.AddRange(owner.Groups);
        wire.Proof = owner.Proof is { } proof ? Write(proof) : null;
        return wire;
    }

    /// <exception cref="FormatException">It breaks the contract.</exception>
    internal static CampaignOwner Read(V1.CampaignOwner? wire) =>
        wire is null ? CampaignOwner.Nobody
        : AgentId.TryParse(wire.Name, out _) && wire.Groups.Count <= MaxGroups
            ? new CampaignOwner(wire.Name, [.. wire.Groups]) { Proof = wire.Proof is { } proof ? Read(proof) : null }
            : throw new FormatException("the owner of a campaign has no name, or too many groups");

    internal static V1.OwnerProof Write(OwnerProof proof)
    {
        V1.OwnerProof wire = new() { Signature = UnsafeByteOperations.UnsafeWrap(proof.Signature) };
        wire.Certificates.AddRange(proof.Certificates.Select(one => UnsafeByteOperations.UnsafeWrap(one)));
        return wire;
    }

    /// <exception cref="FormatException">It breaks the contract.</exception>
    internal static OwnerProof Read(V1.OwnerProof wire) =>
        wire.Certificates.Count is > 0 and <= OwnerProof.MaxCertificates
            && wire.Certificates.All(one => one.Length is > 0 and <= OwnerProof.MaxCertificateBytes)
                ? new OwnerProof([.. wire.Certificates.Select(one => one.Memory)], Checked.Signature(wire.Signature))
                : throw new FormatException("a proof has one to three certificates of at most 4096 bytes");

    internal static V1.Allowance Write(Allowance allowance)
    {
        V1.Allowance wire = new();
        wire.Rules.AddRange(allowance.Rules.Select(Write));
        return wire;
    }

    // Who says nothing works for those who founded the swarm.
    internal static Allowance Read(V1.Allowance? wire) =>
        wire is null ? Allowance.Founders
        : wire.Rules.Count <= MaxRules ? new Allowance([.. wire.Rules.Select(Read)])
        : throw new FormatException($"an agent says for whom it works in {wire.Rules.Count} rules");

    private static V1.AllowRule Write(AllowRule rule)
    {
        V1.AllowRule wire = new()
        {
            MilliCores = rule.MilliCores,
            MemoryBytes = rule.MemoryBytes,
            MaxMicros = rule.MaxMicros,
            KeptBytes = rule.KeptBytes,
        };
        wire.Owners.AddRange(rule.Owners);
        wire.Plugins.AddRange(rule.Plugins);
        wire.Executables.AddRange(rule.Executables);
        wire.Data.AddRange(rule.Data);
        return wire;
    }

    private static AllowRule Read(V1.AllowRule wire) => new([.. wire.Owners])
    {
        Plugins = [.. wire.Plugins],
        Executables = [.. wire.Executables],
        Data = [.. wire.Data],
        MilliCores = Checked.Count(wire.MilliCores, "a number of cores"),
        MemoryBytes = Checked.Count(wire.MemoryBytes, "an amount of memory"),
        MaxMicros = Checked.Count(wire.MaxMicros, "a time limit"),
        KeptBytes = Checked.Count(wire.KeptBytes, "an amount of outputs"),
    };
}
