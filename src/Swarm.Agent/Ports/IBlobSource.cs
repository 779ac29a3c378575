namespace Swarm.Agent.Ports;

/// <summary>Opens content at another agent, or has it keep some.</summary>
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

    /// <summary>Has another agent fetch content and keep it; returns when it has all of it.</summary>
    /// <param name="keeper">Who is to have it.</param>
    /// <param name="endpoint">Where it is reached, as <c>host:port</c>.</param>
    /// <param name="digest">Which content.</param>
    /// <param name="sizeBytes">Its length; it also bounds how long this may take.</param>
    /// <param name="cancellationToken">Ends the wait; the other agent goes on.</param>
    /// <exception cref="SwarmException">It does not answer, has no room, or did not get the content.</exception>
    ValueTask KeepAsync(
        AgentId keeper, string endpoint, Digest digest, long sizeBytes, CancellationToken cancellationToken);
}
