namespace Swarm.Agent.Control;

/// <summary>How an agent was asked to end.</summary>
/// <param name="Grace">How long what runs may go on.</param>
/// <param name="WithBroker">Whether its broker ends although others use it.</param>
internal sealed record StopWish(TimeSpan Grace, bool WithBroker);
