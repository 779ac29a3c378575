using Swarm.Agent;
using Swarm.Agent.Broker;
using Swarm.Agent.Execution;
using Swarm.Agent.Fabric;
using Swarm.Agent.Pool;
using Swarm.IntegrationTests.Execution;
using Swarm.IntegrationTests.Support;

namespace Swarm.IntegrationTests.Agents;

/// <summary>Agents in this process that share a broker in another one, so that any of them can be lost.</summary>
internal sealed class LiveSwarm : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, LiveAgent> _agents = [];
    private readonly NatsServer _broker;

    private LiveSwarm(NatsServer broker) => _broker = broker;

    internal LiveAgent this[string name] => _agents[name];

    internal IEnumerable<LiveAgent> Agents => _agents.Values;

    /// <summary>Starts agents, which then all see each other.</summary>
    internal static async Task<LiveSwarm> StartAsync(params string[] names)
    {
        LiveSwarm swarm = new(await NatsServer.StartAsync());
        try
        {
            foreach (string name in names)
            {
                await swarm.AddAsync(name);
            }

            return swarm;
        }
        catch
        {
            await swarm.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more, or one that was lost, on what it left behind.</summary>
    internal async Task<LiveAgent> AddAsync(string name, Func<FabricOptions, FabricOptions>? change = null)
    {
        string state = _folder.Below(name);
        FabricOptions fabric = new() { Root = Path.Combine(state, "data") };
        _agents[name] = await LiveAgent.StartAsync(new AgentOptions
        {
            Name = name,
            State = state,
            Socket = _folder.Below($"{name}.sock"),
            Port = FreePort.Find(),
            SecretFile = _folder.Below("secret"),
            Join = [.. _agents.Values.Take(1).Select(other => $"127.0.0.1:{other.Options.Port}")],
            AcceptDataLoss = true,
            Cores = 2,
            Pool = new PoolOptions { Url = _broker.Url },
            Fabric = change?.Invoke(fabric) ?? fabric,
            Execution = new ExecutionOptions { KillGrace = TimeSpan.FromMilliseconds(200) },
        });
        foreach (LiveAgent agent in _agents.Values)
        {
            await agent.SeesAsync([.. _agents.Keys]);
        }

        return _agents[name];
    }

    /// <summary>Ends an agent without a word to anybody.</summary>
    internal async Task LoseAsync(string name)
    {
        if (_agents.Remove(name, out LiveAgent? agent))
        {
            await agent.DisposeAsync();
        }
    }

    /// <summary>Waits until the others go on without those that were lost.</summary>
    internal async Task GoesOnAsync()
    {
        foreach (LiveAgent agent in _agents.Values)
        {
            await agent.SeesAsync([.. _agents.Keys]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (LiveAgent agent in _agents.Values)
        {
            await agent.DisposeAsync();
        }

        await _broker.DisposeAsync();
        _folder.Dispose();
    }
}
