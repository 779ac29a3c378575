using Swarm.Sdk.Views;

namespace Swarm.Sdk;

/// <summary>One activity of a campaign that was dispatched.</summary>
public sealed class ActivityHandle
{
    private readonly SwarmClient _client;
    private readonly string _campaign;

    internal ActivityHandle(SwarmClient client, string campaign, string name)
    {
        _client = client;
        _campaign = campaign;
        Name = name;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it left behind. Nothing travels before somebody asks for it here.</summary>
    public DataHandle Output => new(_client, $"{_campaign}/{Name}");

    /// <summary>Everything that is known of it.</summary>
    /// <exception cref="SwarmException">No agent answers.</exception>
    public Task<ActivityReport> ShowAsync(CancellationToken cancellationToken = default) =>
        _client.ShowActivityAsync(_campaign, Name, cancellationToken);

    /// <summary>Why it is not running, or why it runs where it runs.</summary>
    /// <exception cref="SwarmException">No agent answers.</exception>
    public Task<Explanation> ExplainAsync(CancellationToken cancellationToken = default) =>
        _client.ExplainActivityAsync(_campaign, Name, cancellationToken);
}
