using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Swarm.Agent.Broker;
using Swarm.Agent.Identity;
using Swarm.Agent.Peers;
using Swarm.Agent.Pool;

namespace Swarm.Agent;

/// <summary>
/// Finds the swarm's log: at a broker that was given, at the one a member tells of, or at a child of this agent.
/// </summary>
internal sealed class AgentArrival(AgentOptions options, AgentParts parts, ILoggerFactory loggers, TimeProvider time)
{
    private const string KeyName = "agent.key";
    private const int MarkBytes = 8;

    private readonly SeedFile _seeds = new(options.State);

    /// <summary>Connects to the pool and makes ready to talk to peers.</summary>
    /// <exception cref="SwarmException">There is no way into a swarm; the message names the remedy.</exception>
    internal async Task<AgentIntroduction> ArriveAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> seeds = options.Join.Count > 0 ? options.Join : _seeds.Read();
        bool founds = seeds.Count == 0 && options.Pool.Url is null;
        parts.Key = AgentKey.LoadOrCreate(Path.Combine(options.State, KeyName), loggers.CreateLogger<AgentKey>());
        PeerIdentity identity = await new IdentityArrival(options, loggers, time).ArriveAsync(seeds, cancellationToken);
        parts.Identity = identity;
        parts.Peers = new GrpcPeerTransport(
            options.Peers, identity, parts.Mailbox, loggers.CreateLogger<GrpcPeerTransport>(), time);
        PoolPlace place = founds ? PlaceAt(await StartBrokerAsync(identity.Credentials, cancellationToken), identity)
            : options.Pool.Url is { } url ? PlaceAt(Given(url, identity.Credentials), identity)
            : await AskAsync(seeds, cancellationToken);
        parts.Pool = new NatsJobPool(options.Pool, place, loggers, time);
        await parts.Pool.StartAsync(founds || options.Pool.Url is not null, cancellationToken);
        parts.Serving = new PeerService(
            identity,
            new PeerServing
            {
                Hear = word => parts.Gate.Hear(word),
                Welcome = () => parts.Known is { } known ? Welcome(place, known) : null,
                AdmitAsync = (caller, token) => parts.Broker?.AdmitAsync(caller, token) ?? Task.CompletedTask,
                OpenBlob = (digest, offset) => parts.Fabric.OpenBlob(digest, offset),
                KeepBlob = (digest, sizeBytes, token) => parts.Fabric.KeepCopyAsync(digest, sizeBytes, token),
                OpenLogs = (query, token) => parts.Activities.Pieces(query, token),
            },
            loggers.CreateLogger<PeerService>(),
            time);
        return new AgentIntroduction(place, founds || options.Pool.Url is not null);
    }

    private PeerWelcome Welcome(PoolPlace place, KnownSwarm known) =>
        new(options.Id, known.Swarm, place.Broker.Url, place.Broker.Token, place.Swarm, known.Members)
        {
            BrokerHost = place.Broker.Host,
        };

    private PoolPlace PlaceAt(BrokerAccess access, PeerIdentity identity) =>
        new(access, options.Pool.Name, options.Id)
        {
            Mark = Convert.ToHexStringLower(
                Digest.Of(Encoding.UTF8.GetBytes(identity.Credentials.Trust.Bundle.Swarm)).ToArray()[..MarkBytes]),
        };

    private async Task<BrokerAccess> StartBrokerAsync(AgentIdentity identity, CancellationToken cancellationToken)
    {
        BrokerOptions broker = options.Broker with { AcceptDataLoss = options.AcceptDataLoss };
        string host = Own[..Own.LastIndexOf(':')];
        BrokerDoor door = new(identity, IPAddress.Parse(options.Listen), host, options.Pool.Name);
        parts.Broker = new BrokerProcess(broker, options.State, door, loggers.CreateLogger<BrokerProcess>(), time);
        return await parts.Broker.StartAsync(cancellationToken);
    }

    private BrokerAccess Given(string url, AgentIdentity identity)
    {
        BrokerDurability durability = BrokerDurability.OfGiven(url, options.Pool.Durable, options.AcceptDataLoss);
        return new BrokerAccess(url, TokenFile.Read(options.Pool.TokenFile), durability)
        {
            Secure = BrokerTls.Secure(identity, host: null),
        };
    }

    // Whoever answers first tells where the broker is; all it names are asked after a restart.
    private Task<PoolPlace> AskAsync(IReadOnlyList<string> seeds, CancellationToken cancellationToken) =>
        SeedRound.AskAsync(
            seeds,
            async seed =>
            {
                PeerWelcome welcome = await parts.Peers.JoinAsync(seed, cancellationToken);
                await EnterAtBrokerAsync(welcome, cancellationToken);
                _seeds.Write(
                    [.. welcome.Members.Select(member => member.Endpoint).Where(one => one != Own).Append(seed)]);
                BrokerAccess access = new(
                    welcome.BrokerUrl, welcome.BrokerToken, BrokerDurability.ReportedBy(welcome.Host))
                {
                    Host = welcome.BrokerHost,
                    Secure = BrokerTls.Secure(parts.Identity.Credentials, welcome.BrokerHost),
                };
                return new PoolPlace(access, welcome.Log, options.Id);
            },
            time,
            cancellationToken);

    // Whoever runs the broker lets those use it who have shown their certificate to it.
    private async Task EnterAtBrokerAsync(PeerWelcome welcome, CancellationToken cancellationToken)
    {
        if (welcome.BrokerHost is not { } host || host == welcome.Host)
        {
            return;
        }

        KnownPeer known = welcome.Members.FirstOrDefault(member => member.Key.Agent == host)
            ?? throw new SwarmException(
                ErrorCode.PeerUnreachable,
                $"agent {host} runs the broker and is not in the swarm now, so that it can let nobody new in: start "
                    + "it");
        await parts.Peers.JoinAsync(known.Endpoint, cancellationToken);
    }

    private string Own => options.Advertise ?? $"{options.Listen}:{options.Port}";
}
