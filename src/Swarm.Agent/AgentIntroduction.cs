using Swarm.Agent.Pool;

namespace Swarm.Agent;

/// <summary>How an agent came to its swarm.</summary>
/// <param name="Pool">Which log at which broker.</param>
/// <param name="MayFound">Whether it founds the swarm when the log is empty.</param>
internal sealed record AgentIntroduction(PoolPlace Pool, bool MayFound);
