namespace Swarm.Agent.Peers;

/// <summary>How an agent treats its links to others.</summary>
public sealed record PeerOptions
{
    /// <summary>How long an introduction to another agent may take. Default 5 s.</summary>
    public TimeSpan IntroductionLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// After how much silence a peer is pinged. With <see cref="PingLimit"/> it bounds how long a dead peer goes
    /// unnoticed; lower costs 17 bytes a ping. Default 1 s.
    /// </summary>
    public TimeSpan PingDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a ping may stay unanswered before the link is given up. Default 2 s.</summary>
    public TimeSpan PingLimit { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The longest wait between two attempts to open a link; before, it is an eighth of the time the peer is away.
    /// Default 60 s. Shorter meets a peer sooner that was away for long; each attempt costs a connection.
    /// </summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(60);
}
