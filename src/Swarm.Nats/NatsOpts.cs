using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Swarm.Nats;

/// <summary>Everything a connection can be told; immutable, changed with <c>with</c>.</summary>
public sealed record NatsOpts
{
    /// <summary>The defaults below.</summary>
    public static NatsOpts Default { get; } = new();

    /// <summary>
    /// One or more addresses, separated by commas and tried in turn: nats://host:port, tls://host:port,
    /// nats://user:password@host or nats://token@host. Default nats://127.0.0.1:4222.
    /// </summary>
    public string Url { get; init; } = "nats://127.0.0.1:4222";

    /// <summary>How the server's monitoring names this connection.</summary>
    public string Name { get; init; } = "swarm";

    /// <summary>User, password or token.</summary>
    public NatsAuthOpts AuthOpts { get; init; } = NatsAuthOpts.None;

    /// <summary>Encryption and certificates.</summary>
    public NatsTlsOpts TlsOpts { get; init; } = new();

    /// <summary>What our reply subjects start with; a broker with permissions grants it. Default _INBOX.</summary>
    public string InboxPrefix { get; init; } = "_INBOX";

    /// <summary>How long one attempt to connect may take. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a request waits for its answer. Default 5 s.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often the server is asked whether it is alive; a silent one is left after <see cref="MaxPingOut"/> times
    /// this. Shorter finds a frozen server sooner and costs a packet each time. Default 10 s.
    /// </summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many pings may stay unanswered. Default 2.</summary>
    public int MaxPingOut { get; init; } = 2;

    /// <summary>The wait before the first attempt to reconnect, doubled each time. Default 50 ms.</summary>
    public TimeSpan ReconnectWaitMin { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The longest wait between attempts, of which up to a half is taken away at random. Default 2 s.
    /// </summary>
    public TimeSpan ReconnectWaitMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Bytes that may wait for the socket before publishers wait too. Default 1 MiB.</summary>
    public int WriterBufferSizeBytes { get; init; } = 1024 * 1024;

    /// <summary>Messages a subscription holds for a slow reader before it drops new ones. Default 1,024.</summary>
    public int SubPendingChannelCapacity { get; init; } = 1024;

    /// <summary>Bytes a subscription holds for a slow reader before it drops new ones. Default 8 MiB.</summary>
    public int SubPendingSizeBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Where log lines go. Default nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The clock of every time limit here.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
