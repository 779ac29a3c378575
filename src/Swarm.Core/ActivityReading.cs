namespace Swarm.Core;

/// <summary>Where one activity stands.</summary>
/// <param name="State">Its state.</param>
/// <param name="Attempt">The attempt that is, was or will next be open.</param>
/// <param name="Agent">Who holds or held it, or null.</param>
/// <param name="Outputs">What it left behind, once it is completed.</param>
/// <param name="ReadyMicros">When it became ready, by the broker's clock; 0 when it has not.</param>
/// <param name="BeganMicros">When it began, by the broker's clock; 0 when it has not.</param>
public sealed record ActivityReading(
    ActivityState State, Attempt Attempt, AgentId? Agent, OutputManifest? Outputs, long ReadyMicros, long BeganMicros);
