using Swarm.Core.Membership;
using Swarm.Core.Signing;

namespace Swarm.Simulation.Rooms;

/// <summary>The keys of all agents, and how what they sign is checked.</summary>
internal interface ISeals : ISignatures
{
    /// <summary>What an agent's signatures are checked by.</summary>
    PublicKey KeyOf(AgentId agent);

    /// <summary>The signature of an agent under a statement.</summary>
    ReadOnlyMemory<byte> Sign(AgentId agent, Digest statement);
}
