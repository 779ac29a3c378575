namespace Swarm.Agent.Fabric;

/// <summary>Says which content the swarm may need of this agent.</summary>
internal interface IContentNeeds
{
    /// <summary>What is needed now; null while that is not known, and then nothing is removed.</summary>
    ValueTask<ContentNeeds?> AskAsync(CancellationToken cancellationToken);
}
