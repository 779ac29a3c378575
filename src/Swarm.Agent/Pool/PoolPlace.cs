using Swarm.Agent.Broker;

namespace Swarm.Agent.Pool;

/// <summary>Which log at which broker, and who reads and writes it.</summary>
/// <param name="Broker">The broker.</param>
/// <param name="Swarm">The swarm's short name in subjects: letters and digits.</param>
/// <param name="Self">The agent.</param>
internal sealed record PoolPlace(BrokerAccess Broker, string Swarm, AgentId Self)
{
    /// <summary>
    /// What tells this swarm from another of the same name, for those who may make the log; null for those who were
    /// told of it by a member.
    /// </summary>
    internal string? Mark { get; init; }
}
