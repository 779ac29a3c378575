namespace Swarm.Tests;

/// <summary>Where and under what an agent runs.</summary>
/// <param name="Prefix">The command that runs it, such as <c>ip netns exec NAME</c>; it becomes the agent.</param>
/// <param name="Variables">Variables of its own, which what it runs inherits.</param>
/// <param name="Flags">Flags of <c>swarm agent start</c>, in all its lives.</param>
internal sealed record AgentPlace(
    IReadOnlyList<string> Prefix, IReadOnlyList<KeyValuePair<string, string?>> Variables, IReadOnlyList<string> Flags)
{
    /// <summary>Among all other programs of this host.</summary>
    internal static AgentPlace Here { get; } = new([], [], []);
}
