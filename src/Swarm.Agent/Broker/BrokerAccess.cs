namespace Swarm.Agent.Broker;

/// <summary>How to reach the broker, and what its acknowledgements are worth.</summary>
/// <param name="Url">Its address, as <c>nats://host:port</c>.</param>
/// <param name="Token">What opens it, or null where it asks for nothing.</param>
/// <param name="Durability">What is known about its acknowledgements.</param>
internal sealed record BrokerAccess(string Url, string? Token, BrokerDurability Durability)
{
    /// <summary>The folder of its store where this agent runs it, so that the disk can be watched; else null.</summary>
    internal string? StoreFolder { get; init; }

    /// <summary>The address and the durability; never the token.</summary>
    public override string ToString() => $"{Url}, {Durability.Text}";
}
