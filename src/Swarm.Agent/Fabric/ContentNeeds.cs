namespace Swarm.Agent.Fabric;

/// <summary>What the log says about content.</summary>
/// <param name="Manifests">
/// Outputs of unfinished campaigns that this agent made, or whose maker is gone: nobody else may have them.
/// </param>
/// <param name="Uploads">
/// Files that unfinished campaigns carry and that are too large for the broker: two agents have them.
/// </param>
/// <param name="Carried">Files as large as that which any campaign carries that is known, ended ones too.</param>
internal sealed record ContentNeeds(
    IReadOnlyList<OutputManifest> Manifests, IReadOnlySet<Digest> Uploads, IReadOnlySet<Digest> Carried)
{
    /// <summary>The longest file that is durable in the broker, in bytes; longer ones lie at two agents.</summary>
    internal const long MaxInBrokerBytes = 64L << 20;

    /// <summary>Nothing is needed.</summary>
    internal static ContentNeeds None { get; } = new([], new HashSet<Digest>(), new HashSet<Digest>());
}
