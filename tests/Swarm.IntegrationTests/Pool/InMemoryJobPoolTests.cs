using Swarm.Agent.Ports;
using Swarm.Model;

namespace Swarm.IntegrationTests.Pool;

/// <summary>The contract, kept by the log in memory.</summary>
public sealed class InMemoryJobPoolTests : JobPoolContract
{
    private readonly InMemoryLog _log = new();

    public override Task InitializeAsync() => Task.CompletedTask;

    internal override Task<IJobPool> PoolOfAsync(AgentId agent) =>
        Task.FromResult<IJobPool>(new InMemoryJobPool(_log, agent));
}
