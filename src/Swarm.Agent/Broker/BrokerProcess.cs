using Microsoft.Extensions.Logging;

namespace Swarm.Agent.Broker;

/// <summary>
/// The broker of a swarm that was given none: a nats-server on loopback, started, watched and ended by this agent. It
/// survives its agent's sudden death and is taken over by the restarted one; while the agent lives it is started
/// again within a second of its own.
/// </summary>
internal sealed class BrokerProcess : IAsyncDisposable
{
    private const long MaxLogBytes = 16 * 1024 * 1024;
    private const int MaxBackoffTicks = 25;
    private const int MaxSilences = 3;
    private static readonly TimeSpan ReadyPoll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(2);

    private readonly BrokerOptions _options;
    private readonly BrokerFiles _files;
    private readonly string _name;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly BrokerProbe _probe;
    private readonly CancellationTokenSource _ending = new();

    private BrokerExecutable? _executable;
    private ServerProcess? _server;
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
        _probe = new BrokerProbe(_files);
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
        _files.Prepare();
        _executable = await BrokerExecutable.FindAsync(_options.Executable, cancellationToken);
        string url = $"nats://127.0.0.1:{_files.Port()}";
        string token = _files.Token();
        BrokerDurability planned = Plan(_executable);

        if (!await TryAdoptAsync(url, cancellationToken))
        {
            await LaunchAsync(url, cancellationToken);
        }

        BrokerDurability durability = await ConfirmAsync(planned, cancellationToken);
        Access = new BrokerAccess(url, token, durability) { StoreFolder = _files.Store };
        Say(Access.Durability);
        _watching = WatchAsync(url, _ending.Token);
        return Access;
    }

    /// <summary>Who else uses the broker, by name.</summary>
    internal async Task<IReadOnlyList<string>> OtherUsersAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> clients = _server is { } server
            ? await _probe.ClientsAsync(server.Pid, cancellationToken)
            : [];
        return [.. clients.Where(name => name != _name)];
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
        }
        else
        {
            await EndAsync(server, cancellationToken);
            Log.Stopped(_log);
        }
    }

    /// <summary>Stops looking after the broker; it runs on.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopWatchingAsync();
        _disposed = true;
        _server?.Dispose();
        _server = null;
        _probe.Dispose();
        _ending.Dispose();
    }

    /// <summary>The sentence that refuses to end a broker that others use; null when nobody else does.</summary>
    internal async Task<string?> WhyNotStopAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> users = await OtherUsersAsync(cancellationToken);
        return users.Count == 0
            ? null
            : $"this agent runs the broker that {string.Join(", ", users)} still use: "
                + "stop them first, or pass --with-broker";
    }

    private BrokerDurability Plan(BrokerExecutable executable)
    {
        if (executable.KnowsSyncAlways)
        {
            return BrokerDurability.SyncAlways(executable.Version);
        }

        string? reason = DurableFolder.Prove(_files.Store);
        return reason is null ? BrokerDurability.SynchronousStore(_files.Store) : Refuse(reason);
    }

    // What the server says of itself counts, not what we wrote into its configuration.
    private async Task<BrokerDurability> ConfirmAsync(BrokerDurability planned, CancellationToken cancellationToken)
    {
        if (!_executable!.KnowsSyncAlways || await _probe.SyncsAlwaysAsync(_server!.Pid, cancellationToken))
        {
            return planned;
        }

        if (!_options.AcceptDataLoss)
        {
            await EndAsync(_server, cancellationToken);
        }

        return Refuse($"nats-server {_executable.Version} does not confirm sync_interval: always");
    }

    private BrokerDurability Refuse(string reason) =>
        _options.AcceptDataLoss
            ? BrokerDurability.LossAccepted(reason)
            : throw new SwarmException(
                ErrorCode.NotDurable,
                $"a power cut could lose what the broker acknowledged ({reason}): keep the state folder on a local "
                + "ext4 file system, install nats-server 2.10 or later, or pass --accept-data-loss");

    private async Task<bool> TryAdoptAsync(string url, CancellationToken cancellationToken)
    {
        if (ServerProcess.TryAdopt(_files) is not { } server)
        {
            return false;
        }

        if (await WhyNotAdoptAsync(server, url, cancellationToken) is not { } reason)
        {
            Log.Adopted(_log, server.Pid, url);
            _server = server;
            return true;
        }

        Log.Replaced(_log, server.Pid, reason);
        await EndAsync(server, cancellationToken);
        return false;
    }

    private async Task<string?> WhyNotAdoptAsync(
        ServerProcess server, string url, CancellationToken cancellationToken)
    {
        if (!await IsReadyInTimeAsync(server, cancellationToken))
        {
            return "it does not answer";
        }

        if (!await BrokerProbe.OpensAsync(url, _files.Token(), cancellationToken))
        {
            return "it does not take our token";
        }

        return !_executable!.KnowsSyncAlways || await _probe.SyncsAlwaysAsync(server.Pid, cancellationToken)
            ? null
            : "it does not sync every write";
    }

    private async Task LaunchAsync(string url, CancellationToken cancellationToken)
    {
        int port = _files.Port();
        if (!FreePort.IsFree(port))
        {
            throw new SwarmException(
                ErrorCode.BrokerUnavailable,
                $"port {port} of 127.0.0.1, which the broker keeps so that others find it again, is in use by another "
                + $"process: end that one, or delete '{Path.Combine(_files.Folder, "port")}' to choose a new port");
        }

        _files.Tidy(MaxLogBytes);
        BrokerConfig config =
            new(_name, port, _files.Token(), _executable!.KnowsSyncAlways, _options.MaxStoreBytes);
        _files.WriteConfig(config.Render(_files));

        // Known before it is ready, so that whoever stops us meanwhile finds it.
        ServerProcess server = ServerProcess.Start(_executable.Path, _files);
        _server = server;
        if (!await IsReadyInTimeAsync(server, cancellationToken))
        {
            await EndAsync(server, cancellationToken);
            throw new SwarmException(
                ErrorCode.BrokerUnavailable,
                $"nats-server did not start: {_files.LastWords()} (all of it is in '{_files.LogFile}')");
        }

        Log.Started(_log, _executable.Version, server.Pid, url);
    }

    private async Task<bool> IsReadyInTimeAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        long begun = _time.GetTimestamp();
        while (!server.HasEnded && _time.GetElapsedTime(begun) < _options.StartLimit)
        {
            if (await _probe.IsReadyAsync(server.Pid, cancellationToken))
            {
                return true;
            }

            await Task.Delay(ReadyPoll, _time, cancellationToken);
        }

        return false;
    }

    private async Task WatchAsync(string url, CancellationToken cancellationToken)
    {
        _lastProbe = _time.GetTimestamp();
        using PeriodicTimer timer = new(_options.WatchInterval, _time);
        int backoffTicks = 0;
        int waitTicks = 0;
        while (await NextTickAsync(timer, cancellationToken))
        {
            if (_server is { HasEnded: false } server)
            {
                await ProbeAsync(server, cancellationToken);
                continue;
            }

            if (waitTicks-- > 0)
            {
                continue;
            }

            bool started = await TryRestartAsync(url, cancellationToken);
            backoffTicks = started ? 0 : Math.Min((backoffTicks * 2) + 1, MaxBackoffTicks);
            waitTicks = backoffTicks;
        }
    }

    // A full disk makes nats-server 2.9.10 wait for itself for ever: it lives, but only a new process helps.
    private async Task ProbeAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        if (_time.GetElapsedTime(_lastProbe) < ProbeInterval)
        {
            return;
        }

        _silences = await _probe.IsResponsiveAsync(server.Pid, cancellationToken) ? 0 : _silences + 1;
        _lastProbe = _time.GetTimestamp();
        if (_silences >= MaxSilences)
        {
            _silences = 0;
            Log.Stuck(_log, server.Pid);
            server.Kill();
        }
    }

    private async Task<bool> TryRestartAsync(string url, CancellationToken cancellationToken)
    {
        if (_server is { } dead)
        {
            Log.Died(_log, dead.Pid, _files.LastWords());
            dead.Dispose();
            _server = null;
        }

        try
        {
            await LaunchAsync(url, cancellationToken);
            Restarts++;
            return true;
        }
        catch (Exception e) when (e is SwarmException or IOException or UnauthorizedAccessException)
        {
            Log.RestartFailed(_log, e.Message);
            return false;
        }
    }

    private async Task EndAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        if (!await server.StopAsync(_options.StopLimit, _time, cancellationToken))
        {
            Log.Killed(_log, _options.StopLimit.TotalSeconds);
        }

        server.Dispose();
        _server = null;
    }

    private async Task StopWatchingAsync()
    {
        if (_disposed)
        {
            return;
        }

        await _ending.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task<bool> NextTickAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
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
