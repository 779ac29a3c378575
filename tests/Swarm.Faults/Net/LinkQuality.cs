namespace Swarm.Faults.Net;

/// <summary>What happens to frames on the way from one host to another, in that direction only.</summary>
/// <param name="Delay">How long each travels.</param>
/// <param name="Jitter">By how much that varies, either way; frames may overtake each other.</param>
/// <param name="Loss">The share that never arrives; 1 is a cut.</param>
internal readonly record struct LinkQuality(TimeSpan Delay, TimeSpan Jitter, double Loss)
{
    internal static LinkQuality Clean { get; } = new(TimeSpan.Zero, TimeSpan.Zero, 0);

    internal static LinkQuality Cut { get; } = new(TimeSpan.Zero, TimeSpan.Zero, 1);
}
