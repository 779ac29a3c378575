using Swarm.Core;

namespace Swarm.Agent.Wire;

/// <summary>A process whose steps are recorded: all that its decisions follow from beside its inputs.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Version">The version that decides, for people.</param>
/// <param name="Seed">Where its randomness begins.</param>
/// <param name="Settings">What it offers and where; the other numbers are those of its version.</param>
internal sealed record RecordedProcess(AgentId Agent, string Version, ulong Seed, CoreSettings Settings);
