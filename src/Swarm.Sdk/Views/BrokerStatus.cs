namespace Swarm.Sdk.Views;

/// <summary>The broker as an agent sees it.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="IsOwn">Whether this agent started it.</param>
/// <param name="Durability">What its acknowledgement means, in words.</param>
/// <param name="IsConnected">Whether it answers.</param>
/// <param name="ClockAhead">
/// How far its clock is ahead of the agent's, negative when it is behind; null while it does not answer.
/// </param>
public sealed record BrokerStatus(
    string Address, bool IsOwn, string Durability, bool IsConnected, TimeSpan? ClockAhead);
