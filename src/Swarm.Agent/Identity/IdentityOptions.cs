namespace Swarm.Agent.Identity;

/// <summary>How an agent shows that it belongs to the swarm.</summary>
public sealed record IdentityOptions
{
    /// <summary>
    /// The file with the swarm's secret, 32 random bytes that only its owner may read. Default: <c>swarm.secret</c> in
    /// the state folder, made at the first start of the agent that founds the swarm and copied to the others by hand.
    /// </summary>
    public string? SecretFile { get; init; }
}
