namespace Swarm.Agent.Ports;

/// <summary>Opens content at another agent.</summary>
public interface IBlobSource
{
    /// <summary>Opens content from an offset on. What comes is not verified yet.</summary>
    /// <param name="holder">Who has it.</param>
    /// <param name="endpoint">Where it is served, as <c>host:port</c>.</param>
    /// <param name="digest">Which content.</param>
    /// <param name="offsetBytes">How much of it is here already.</param>
    /// <param name="cancellationToken">Ends the wait and the stream.</param>
    /// <exception cref="SwarmException">The holder does not answer, or has it no longer.</exception>
    ValueTask<Stream> OpenAsync(
        AgentId holder, string endpoint, Digest digest, long offsetBytes, CancellationToken cancellationToken);
}
