using Swarm.Core.Membership;

namespace Swarm.Simulation;

/// <summary>Keys that cost nothing, for where only the deciding is looked at.</summary>
public static class StandInKey
{
    /// <summary>The public key of an agent: the same in every run.</summary>
    public static PublicKey Of(AgentId agent)
    {
        byte[] half = Digest.Of(System.Text.Encoding.UTF8.GetBytes(agent.Text)).ToArray();
        return new PublicKey([4, .. half, .. half]);
    }
}
