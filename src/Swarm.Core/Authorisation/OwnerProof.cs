namespace Swarm.Core.Authorisation;

/// <summary>What shows whose campaign it is.</summary>
/// <param name="Certificates">The user's certificate and those that lead from it to the authority, each in DER.</param>
/// <param name="Signature">The user's signature over the campaign's digest.</param>
public sealed record OwnerProof(IReadOnlyList<ReadOnlyMemory<byte>> Certificates, ReadOnlyMemory<byte> Signature)
{
    /// <summary>The most certificates that lead to an authority.</summary>
    public const int MaxCertificates = 3;

    /// <summary>The most bytes of one of them.</summary>
    public const int MaxCertificateBytes = 4096;
}
