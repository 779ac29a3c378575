namespace Swarm.Simulation.Lies;

/// <summary>Which face a liar shows to whom.</summary>
internal static class Faces
{
    /// <summary>How many faces there are.</summary>
    internal const int Count = 4;

    /// <summary>The face for an agent: the same for all that is said to it.</summary>
    internal static int Of(AgentId agent) => agent.Text[^1] % Count;
}
