namespace Swarm.Nats.JetStream;

/// <summary>How much a reader lets the server send ahead.</summary>
/// <param name="MaxMsgs">Most messages held for the reader.</param>
/// <param name="MaxBytes">Most bytes held for the reader.</param>
internal readonly record struct PullLimits(int MaxMsgs, int MaxBytes)
{
    internal static PullLimits Default { get; } = new(1_000, 8 * 1024 * 1024);
}
