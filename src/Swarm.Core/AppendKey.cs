using Swarm.Core.Consensus;

namespace Swarm.Core;

/// <summary>What an append is for, so that the same thing is not appended twice at a time.</summary>
/// <param name="Purpose">Its purpose.</param>
/// <param name="Slot">Which slot, for decisions.</param>
/// <param name="About">Which agent, for proofs.</param>
internal readonly record struct AppendKey(AppendPurpose Purpose, Slot Slot = default, AgentId About = default);
