using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent.Broker;
using Swarm.Model;

namespace Swarm.IntegrationTests.Broker;

/// <summary>An agent's state folder of one test, and the brokers it starts there; all are gone at its end.</summary>
public sealed class StateFolder : IAsyncDisposable
{
    private readonly List<BrokerProcess> _brokers = [];

    public StateFolder(string? under = null)
    {
        Path = under is null
            ? Directory.CreateTempSubdirectory("swarm-state-").FullName
            : Directory.CreateDirectory(System.IO.Path.Combine(under, $"swarm-{Guid.NewGuid():N}")).FullName;
    }

    public string Path { get; }

    public static AgentId Owner => AgentId.Parse("owner");

    internal BrokerProcess Broker(BrokerOptions? options = null)
    {
        BrokerProcess broker = new(
            options ?? new BrokerOptions(), Path, Owner, NullLogger<BrokerProcess>.Instance, TimeProvider.System);
        _brokers.Add(broker);
        return broker;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BrokerProcess broker in _brokers)
        {
            await broker.StopAsync(evenIfUsed: true, CancellationToken.None);
            await broker.DisposeAsync();
        }

        await EndLeftoverAsync();
        Directory.Delete(Path, recursive: true);
    }

    // A test that lets a broker go on its own, and then fails, leaves it running.
    private async Task EndLeftoverAsync()
    {
        if (ServerProcess.TryAdopt(new BrokerFiles(Path)) is { } server)
        {
            server.Kill();
            await server.StopAsync(TimeSpan.Zero, TimeProvider.System, CancellationToken.None);
            server.Dispose();
        }
    }
}
