using Swarm.Agent.Fabric;

namespace Swarm.IntegrationTests.Fabric;

/// <summary>What the log needs, as a test says it.</summary>
internal sealed class TestNeeds : IContentNeeds
{
    /// <summary>What is needed; null when nobody knows.</summary>
    internal ContentNeeds? Needed { get; set; } = ContentNeeds.None;

    /// <summary>How often somebody asked.</summary>
    internal int Asked { get; private set; }

    public ValueTask<ContentNeeds?> AskAsync(CancellationToken cancellationToken)
    {
        Asked++;
        return ValueTask.FromResult(Needed);
    }
}
