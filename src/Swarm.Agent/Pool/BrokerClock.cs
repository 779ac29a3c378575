using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent.Broker;
using Swarm.Agent.Identity;
using Swarm.Nats;
using Swarm.Nats.JetStream;

namespace Swarm.Agent.Pool;

/// <summary>
/// Compares the broker's clock, by which all agents judge what takes too long, with this host's.
/// </summary>
/// <remarks>
/// No request just asks for the time, and nats-server 2.9 dates few answers: that to a new consumer says when it was
/// made. It is made in memory, for nobody, and deleted. The answer is off by half the round trip at most.
/// </remarks>
public static class BrokerClock
{
    private static readonly TimeSpan s_tolerated = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_forgotten = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether clocks are so far apart, 2 s, that somebody should set them.</summary>
    public static bool IsApart(TimeSpan ahead) => ahead.Duration() > s_tolerated;

    /// <summary>
    /// How far the clock of the broker is ahead of this host's, for an agent that does not run: at the broker that
    /// <c>pool.url</c> names, or at the one that the agent left running.
    /// </summary>
    /// <returns>Negative when it is behind; null when there is no such broker, or no swarm at it yet.</returns>
    /// <exception cref="SwarmException">The broker cannot be reached, or refuses.</exception>
    public static async Task<TimeSpan?> AheadAsync(
        AgentOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using AgentIdentity? identity = IdentityOf(options, time);
        if (BrokerOf(options) is not { } url)
        {
            return null;
        }

        await using NatsConnection connection = new(NatsOpts.Default with
        {
            Url = url,
            Name = "clock",
            AuthOpts = new NatsAuthOpts { Token = TokenFile.Read(options.Pool.TokenFile) },
            TlsOpts = new NatsTlsOpts
            {
                ConfigureClientAuthentication = identity is null ? null
                    : BrokerTls.Secure(identity, options.Pool.Url is null ? options.Id : null),
            },
            InboxPrefix = PoolGrants.InboxOf(options.Id),
            RequestTimeout = s_patience,
            TimeProvider = time,
        });
        try
        {
            await connection.ConnectAsync(cancellationToken);
            string stream = new PoolSubjects(options.Pool.Name).Stream;
            return await AheadAsync(new NatsJSContext(connection), stream, time, cancellationToken);
        }
        catch (NatsJSApiException none) when (none.Error.ErrCode == ApiError.StreamNotFound)
        {
            return null;
        }
        catch (NatsException e)
        {
            throw BrokerErrors.Explain($"the clock of the broker {url} cannot be read", e);
        }
    }

    /// <summary>How far the clock of the broker that has a stream is ahead of this host's.</summary>
    /// <exception cref="NatsException">The broker does not answer, or refuses.</exception>
    internal static async Task<TimeSpan> AheadAsync(
        NatsJSContext context, string stream, TimeProvider time, CancellationToken cancellationToken)
    {
        ConsumerConfig config = new()
        {
            Name = $"clock-{Guid.NewGuid():N}",
            DeliverPolicy = ConsumerConfigDeliverPolicy.New,
            AckPolicy = ConsumerConfigAckPolicy.None,
            InactiveThreshold = s_forgotten,
            NumReplicas = 1,
            MemStorage = true,
        };
        NatsJSStream log = await context.GetStreamAsync(stream, cancellationToken);
        DateTimeOffset asked = time.GetUtcNow();
        long began = time.GetTimestamp();
        NatsJSConsumer made = await log.CreateOrUpdateConsumerAsync(config, cancellationToken);
        TimeSpan halfTrip = time.GetElapsedTime(began) / 2;
        await log.DeleteConsumerAsync(config.Name, cancellationToken);
        return made.Info.Created - (asked + halfTrip);
    }

    private static string? BrokerOf(AgentOptions options)
    {
        if (options.Pool.Url is { } url)
        {
            return url;
        }

        BrokerFiles files = new(options.State);
        using ServerProcess? left = ServerProcess.TryAdopt(files);
        return left is null ? null : $"tls://127.0.0.1:{options.Broker.Port ?? files.Port()}";
    }

    // Who never ran has none yet, and needs none at a broker that asks for none.
    private static AgentIdentity? IdentityOf(AgentOptions options, TimeProvider time)
    {
        IdentityFolder folder = IdentityFolder.OfAgent(options.State);
        return folder.Exists ? AgentIdentity.Load(folder, options.Id, NullLogger.Instance, time) : null;
    }
}
