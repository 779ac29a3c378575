using Swarm.Core;

namespace Swarm.Agent.Wire;

/// <summary>One input of a recorded process.</summary>
/// <param name="At">When it was taken in.</param>
/// <param name="EffectsBefore">How many effects the step before had.</param>
/// <param name="Input">The input.</param>
internal readonly record struct RecordedStep(Instant At, int EffectsBefore, AgentInput Input);
