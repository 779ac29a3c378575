namespace Swarm.Agent.Peers;

/// <summary>Where an agent is reached.</summary>
internal static class PeerAddress
{
    /// <summary>Reads <c>host:port</c>.</summary>
    /// <exception cref="SwarmException">It is none.</exception>
    internal static Uri Of(string endpoint) =>
        Uri.TryCreate($"https://{endpoint}", UriKind.Absolute, out Uri? address)
        && address is { AbsolutePath: "/", Port: > 0, UserInfo: "", Query: "", Fragment: "" }
            ? address
            : throw new SwarmException(
                ErrorCode.PeerRefused, $"'{Printable.Of(endpoint)}' is no address of an agent: write host:port");
}
