using System.Net;

namespace Swarm.Agent.Peers;

/// <summary>Where an agent listens, and how it treats its links to others.</summary>
public sealed record PeerOptions
{
    /// <summary>
    /// The address on which it listens, as <c>host:port</c>; port 0 takes any. Loopback only, until agents have
    /// certificates. Default 127.0.0.1:7411.
    /// </summary>
    public string Listen { get; init; } = "127.0.0.1:7411";

    /// <summary>
    /// Where its peers reach it, as <c>host:port</c>, when that is not where it listens: the near end of an ssh tunnel,
    /// say. Default: the listening address.
    /// </summary>
    public string? Endpoint { get; init; }

    /// <summary>How long an introduction to another agent may take. Default 5 s.</summary>
    public TimeSpan IntroductionLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// After how much silence a peer is pinged. With <see cref="PingLimit"/> it bounds how long a dead peer goes
    /// unnoticed; lower costs 17 bytes a ping. Default 1 s.
    /// </summary>
    public TimeSpan PingDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a ping may stay unanswered before the link is given up. Default 2 s.</summary>
    public TimeSpan PingLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait between two attempts to open a link. Default 2 s.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Reads where to listen.</summary>
    /// <exception cref="SwarmException">It is no address, or one beyond loopback.</exception>
    internal IPEndPoint ListenAddress()
    {
        string numeric = Listen.StartsWith("localhost:", StringComparison.Ordinal)
            ? $"127.0.0.1:{Listen["localhost:".Length..]}"
            : Listen;
        if (!IPEndPoint.TryParse(numeric, out IPEndPoint? address) || !Listen.Contains(':', StringComparison.Ordinal))
        {
            throw new SwarmException(
                ErrorCode.PeerRefused, $"'{Printable.Of(Listen)}' is no address to listen on: write 127.0.0.1:7411");
        }

        return IPAddress.IsLoopback(address.Address)
            ? address
            : throw new SwarmException(
                ErrorCode.PeerRefused,
                $"an agent without a certificate listens on loopback only, not on {Listen}: use "
                + $"127.0.0.1:{address.Port} and reach it from other hosts through ssh tunnels");
    }
}
