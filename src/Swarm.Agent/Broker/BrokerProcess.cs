using Microsoft.Extensions.Logging;

namespace Swarm.Agent.Broker;

/// <summary>
/// The broker of a swarm that was given none: a nats-server on loopback, started, watched and ended by this agent. It
/// survives its agent's sudden death and is taken over by the restarted one; while the agent lives it is started
/// again within a second of its own.
/// </summary>
internal sealed class BrokerProcess : IAsyncDisposable
{
    private const int MaxBackoffTicks = 12;
    private const int MaxSilences = 3;
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(2);

    private readonly BrokerOptions _options;
    private readonly BrokerFiles _files;
    private readonly BrokerLauncher _launcher;
    private readonly string _name;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending = new();

    private volatile ServerProcess? _server;
    private Task _watching = Task.CompletedTask;
    private long _lastProbe;
    private int _silences;
    private bool _disposed;

    internal BrokerProcess(
        BrokerOptions options, string stateFolder, AgentId self, ILogger<BrokerProcess> log, TimeProvider time)
    {
        _options = options;
        _files = new BrokerFiles(stateFolder);
        _name = self.Text;
        _log = log;
        _time = time;
        _launcher = new BrokerLauncher(options, _files, _name, log, time);
    }

    /// <summary>How to reach it, once it has been started; null before.</summary>
    internal BrokerAccess? Access { get; private set; }

    /// <summary>The server's process id, or null when none runs.</summary>
    internal int? Pid => _server is { HasEnded: false } server ? server.Pid : null;

    /// <summary>How often it was started again.</summary>
    internal int Restarts { get; private set; }

    /// <summary>Starts the broker, or takes over the one that runs, and looks after it from then on.</summary>
    /// <returns>How to reach it.</returns>
    /// <exception cref="SwarmException">
    /// There is no nats-server, its folder cannot be written, its port is taken, or its acknowledgements cannot be
    /// made durable.
    /// </exception>
    internal async Task<BrokerAccess> StartAsync(CancellationToken cancellationToken)
    {
        await _launcher.PrepareAsync(cancellationToken);
        ServerProcess server =
            await _launcher.TryAdoptAsync(cancellationToken) ?? await _launcher.LaunchAsync(cancellationToken);
        try
        {
            Access = await _launcher.AccessAsync(server, cancellationToken);
        }
        catch (SwarmException)
        {
            await _launcher.EndAsync(server, cancellationToken);
            throw;
        }

        _server = server;
        Say(Access.Durability);
        _watching = WatchAsync(_ending.Token);
        return Access;
    }

    /// <summary>Who else uses the broker, by name.</summary>
    internal async Task<IReadOnlyList<string>> OtherUsersAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> clients = _server is { } server
            ? await _launcher.Probe.ClientsAsync(server.Pid, cancellationToken)
            : [];
        return [.. clients.Where(name => name != _name)];
    }

    /// <summary>The sentence that refuses to end a broker that others use; null when nobody else does.</summary>
    internal async Task<string?> WhyNotStopAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> users = await OtherUsersAsync(cancellationToken);
        return users.Count == 0
            ? null
            : $"this agent runs the broker that {string.Join(", ", users)} still use(s): "
                + "stop them first, or pass --with-broker";
    }

    /// <summary>
    /// Ends the broker. While others use it, it is left running, unless it is to end even so; a restarted agent of
    /// this name takes it over.
    /// </summary>
    /// <param name="evenIfUsed">Whether it ends under others' feet.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async Task StopAsync(bool evenIfUsed, CancellationToken cancellationToken)
    {
        await StopWatchingAsync();
        if (_server is not { } server)
        {
            return;
        }

        IReadOnlyList<string> users = evenIfUsed ? [] : await OtherUsersAsync(cancellationToken);
        if (users.Count > 0)
        {
            Log.LeftRunning(_log, string.Join(", ", users));
            server.Dispose();
        }
        else
        {
            await _launcher.EndAsync(server, cancellationToken);
            Log.Stopped(_log);
        }

        _server = null;
    }

    /// <summary>Stops looking after the broker; it runs on.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        await StopWatchingAsync();
        _disposed = true;
        _server?.Dispose();
        _server = null;
        _launcher.Dispose();
        _ending.Dispose();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        _lastProbe = _time.GetTimestamp();
        using PeriodicTimer timer = new(_options.WatchInterval, _time);
        int backoffTicks = 0;
        int waitTicks = 0;
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (_server is { HasEnded: false } server)
            {
                await ProbeAsync(server, cancellationToken);
            }
            else if (waitTicks-- <= 0)
            {
                bool started = await TryRestartAsync(cancellationToken);
                backoffTicks = started ? 0 : Math.Min((backoffTicks * 2) + 1, MaxBackoffTicks);
                waitTicks = backoffTicks;
            }
        }
    }

    // A full disk makes nats-server 2.9.10 wait for itself for ever: it lives, but only a new process helps.
    private async Task ProbeAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        if (_time.GetElapsedTime(_lastProbe) < ProbeInterval)
        {
            return;
        }

        _silences = await _launcher.Probe.IsResponsiveAsync(server.Pid, cancellationToken) ? 0 : _silences + 1;
        _lastProbe = _time.GetTimestamp();
        if (_silences >= MaxSilences)
        {
            _silences = 0;
            Log.Stuck(_log, server.Pid);
            server.Kill();
        }
    }

    private async Task<bool> TryRestartAsync(CancellationToken cancellationToken)
    {
        if (_server is { } dead)
        {
            Log.Died(_log, dead.Pid, _files.LastWords());
            dead.Dispose();
            _server = null;
        }

        try
        {
            _server = await _launcher.LaunchAsync(cancellationToken);
            Restarts++;
            return true;
        }
        catch (Exception e) when (e is SwarmException or IOException or UnauthorizedAccessException)
        {
            Log.RestartFailed(_log, e.Message);
            return false;
        }
    }

    private async Task StopWatchingAsync()
    {
        if (!_disposed)
        {
            await _ending.CancelAsync();
            await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Say(BrokerDurability durability)
    {
        if (durability.Kind == BrokerDurabilityKind.Proven)
        {
            Log.Durable(_log, durability.Text);
        }
        else
        {
            Log.NotDurable(_log, durability.Text);
        }
    }
}
