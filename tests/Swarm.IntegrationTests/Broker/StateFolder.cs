using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent.Broker;
using Swarm.Agent.Identity;
using Swarm.IntegrationTests.Identity;
using Swarm.Model;

namespace Swarm.IntegrationTests.Broker;

/// <summary>An agent's state folder of one test, and the brokers it starts there; all are gone at its end.</summary>
public sealed class StateFolder : IAsyncDisposable
{
    private readonly List<BrokerProcess> _brokers = [];
    private readonly Dictionary<string, AgentIdentity> _identities = [];
    private readonly TestAuthority _swarm = new();
    private readonly string _owner;

    public StateFolder(string? under = null, string owner = "owner")
    {
        _owner = owner;
        Path = under is null
            ? Directory.CreateTempSubdirectory("swarm-state-").FullName
            : Directory.CreateDirectory(System.IO.Path.Combine(under, $"swarm-{Guid.NewGuid():N}")).FullName;
    }

    public string Path { get; }

    public static AgentId Owner => AgentId.Parse("owner");

    /// <summary>The log's short name in subjects, for which the broker gives permissions.</summary>
    public static string Log => "s1";

    internal TestAuthority Swarm => _swarm;

    internal async Task<BrokerProcess> BrokerAsync(BrokerOptions? options = null)
    {
        BrokerDoor door = new(await IdentityAsync(_owner), IPAddress.Loopback, "127.0.0.1", Log);
        BrokerProcess broker = new(
            options ?? new BrokerOptions(), Path, door, NullLogger<BrokerProcess>.Instance, TimeProvider.System);
        _brokers.Add(broker);
        return broker;
    }

    /// <summary>Lets an agent use a broker; the answer is how it connects.</summary>
    internal async Task<BrokerAccess> LetInAsync(BrokerProcess broker, string agent)
    {
        AgentIdentity identity = await IdentityAsync(agent);
        await broker.AdmitAsync(identity.Verdict, CancellationToken.None);
        return await AccessAsync(broker, agent);
    }

    /// <summary>How an agent connects to a broker that may not know it.</summary>
    internal async Task<BrokerAccess> AccessAsync(BrokerProcess broker, string agent)
    {
        AgentIdentity identity = await IdentityAsync(agent);
        return broker.Access! with
        {
            Secure = BrokerTls.Secure(identity, AgentId.Parse(_owner)),
            StoreFolder = agent == _owner ? broker.Access!.StoreFolder : null,
        };
    }

    /// <summary>An agent's identity.</summary>
    internal async Task<AgentIdentity> IdentityAsync(string agent)
    {
        if (!_identities.TryGetValue(agent, out AgentIdentity? identity))
        {
            identity = await _swarm.EnrolAsync(agent);
            _identities[agent] = identity;
        }

        return identity;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BrokerProcess broker in _brokers)
        {
            await broker.StopAsync(evenIfUsed: true, CancellationToken.None);
            await broker.DisposeAsync();
        }

        await EndLeftoverAsync();
        _swarm.Dispose();
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
