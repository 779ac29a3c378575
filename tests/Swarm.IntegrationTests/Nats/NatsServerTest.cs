using Swarm.IntegrationTests.Support;
using Swarm.Nats;
using Swarm.Nats.JetStream;
using Xunit;

namespace Swarm.IntegrationTests.Nats;

/// <summary>
/// What every test against a real server has: the server, connections that are closed, and a time limit.
/// </summary>
public abstract class NatsServerTest : IAsyncLifetime, IDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private readonly List<NatsConnection> _connections = [];
    private NatsServer? _server;

    protected NatsServer Server => _server!;

    protected CancellationToken Ct => _limit.Token;

    protected virtual string ExtraConfig => "";

    /// <summary>Options that make tests quick.</summary>
    protected NatsOpts Opts => NatsOpts.Default with
    {
        Url = Server.Url,
        ReconnectWaitMin = TimeSpan.FromMilliseconds(10),
        ReconnectWaitMax = TimeSpan.FromMilliseconds(100),
    };

    public async Task InitializeAsync()
    {
        if (RequiresToolAttribute.Find("nats-server") is not null)
        {
            _server = await NatsServer.StartAsync(ExtraConfig, Prepare);
        }
    }

    public async Task DisposeAsync()
    {
        foreach (NatsConnection connection in _connections)
        {
            await connection.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    public void Dispose()
    {
        _limit.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Fills the server's folder before it starts.</summary>
    protected virtual void Prepare(string folder)
    {
    }

    protected async Task<NatsConnection> ConnectAsync(NatsOpts? opts = null)
    {
        var connection = new NatsConnection(opts ?? Opts);
        _connections.Add(connection);
        await connection.ConnectAsync(Ct);
        return connection;
    }

    protected async Task<(NatsJSContext Context, NatsJSStream Stream)> StreamAsync(
        string name, string subject, NatsOpts? opts = null)
    {
        var context = new NatsJSContext(await ConnectAsync(opts));
        NatsJSStream stream = await context.CreateStreamAsync(
            new StreamConfig { Name = name, Subjects = [subject], AllowDirect = true }, Ct);
        return (context, stream);
    }

    /// <summary>Reads events until one of this kind comes.</summary>
    protected async Task<T> EventAsync<T>(NatsConnection connection)
        where T : NatsEvent
    {
        await foreach (NatsEvent happened in connection.Events.ReadAllAsync(Ct))
        {
            if (happened is T expected)
            {
                return expected;
            }
        }

        throw new InvalidOperationException("the connection was closed");
    }

    protected static async Task<List<T>> TakeAsync<T>(IAsyncEnumerable<T> source, int count)
    {
        var taken = new List<T>();
        await foreach (T item in source)
        {
            taken.Add(item);
            if (taken.Count == count)
            {
                break;
            }
        }

        return taken;
    }
}
