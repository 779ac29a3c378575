namespace Swarm.Agent.Identity;

/// <summary>What is to be seen of an authority or of a delegation; nothing of it is secret.</summary>
/// <param name="Folder">Where it is.</param>
/// <param name="Title">What its operator calls the swarm.</param>
/// <param name="Swarm">The trust domain: 32 hexadecimal digits.</param>
/// <param name="Fingerprint">The digest of the authority's newest certificate, in hexadecimal digits.</param>
/// <param name="IsAuthority">Whether its key is here; else it is an agent's delegation.</param>
/// <param name="IsRotating">Whether the authority's key is being changed.</param>
/// <param name="TrustVersion">The number of the list of whom the swarm trusts.</param>
/// <param name="NotAfter">Until when it can enrol.</param>
public sealed record AuthorityReport(
    string Folder,
    string Title,
    string Swarm,
    string Fingerprint,
    bool IsAuthority,
    bool IsRotating,
    long TrustVersion,
    DateTimeOffset NotAfter);
