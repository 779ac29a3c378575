using System.Net.Security;

namespace Swarm.Agent.Broker;

/// <summary>How to reach the broker, and what its acknowledgements are worth.</summary>
/// <param name="Url">Its address, as <c>tls://host:port</c>, or <c>nats://host:port</c> where others run it so.</param>
/// <param name="Token">What opens it, or null where it asks for nothing but a certificate.</param>
/// <param name="Durability">What is known about its acknowledgements.</param>
internal sealed record BrokerAccess(string Url, string? Token, BrokerDurability Durability)
{
    /// <summary>The agent that runs it; null where others do.</summary>
    internal AgentId? Host { get; init; }

    /// <summary>Shows our certificate and looks at the broker's, at each attempt to connect.</summary>
    internal Func<SslClientAuthenticationOptions, ValueTask>? Secure { get; init; }

    /// <summary>The folder of its store where this agent runs it, so that the disk can be watched; else null.</summary>
    internal string? StoreFolder { get; init; }

    /// <summary>The address and the durability; never the token.</summary>
    public override string ToString() => $"{Url}, {Durability.Text}";
}
