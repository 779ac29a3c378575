using Microsoft.Extensions.Logging;
using Swarm.Agent.Broker;
using Swarm.Agent.Peers;
using Swarm.Agent.Pool;

namespace Swarm.Agent;

/// <summary>
/// Finds the swarm's log: at a broker that was given, at the one a member tells of, or at a child of this agent.
/// </summary>
internal sealed class AgentArrival(AgentOptions options, AgentParts parts, ILoggerFactory loggers, TimeProvider time)
{
    internal async Task<AgentIntroduction> ArriveAsync(CancellationToken cancellationToken)
    {
        parts.Peers = new GrpcPeerTransport();
        BrokerOptions broker = options.Broker with { AcceptDataLoss = options.AcceptDataLoss };
        parts.Broker = new BrokerProcess(broker, options.State, options.Id, loggers.CreateLogger<BrokerProcess>(), time);
        BrokerAccess access = await parts.Broker.StartAsync(cancellationToken);
        PoolPlace place = new(access, "main", options.Id);
        parts.Pool = new NatsJobPool(options.Pool, place, loggers, time);
        await parts.Pool.StartAsync(true, cancellationToken);
        return new AgentIntroduction(place, true);
    }
}
