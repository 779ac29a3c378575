using Microsoft.Extensions.Logging;
using Swarm.Agent.Identity;

namespace Swarm.Agent.Broker;

/// <summary>
/// The broker of a swarm that was given none: a nats-server that is started, watched and ended by this agent, and told
/// who may use it. It survives its agent's sudden death and is taken over by the restarted one; while the agent lives
/// it is started again within a second of its own.
/// </summary>
internal sealed class BrokerProcess : IAsyncDisposable
{
    private const int MaxBackoffTicks = 12;
    private const int MaxSilences = 3;
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CountInterval = TimeSpan.FromMinutes(1);

    private readonly BrokerOptions _options;
    private readonly BrokerFiles _files;
    private readonly BrokerLauncher _launcher;
    private readonly BrokerDoor _door;
    private readonly BrokerUsers _users;
    private readonly SemaphoreSlim _telling = new(1);
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending = new();

    private volatile ServerProcess? _server;
    private Task _watching = Task.CompletedTask;
    private (long Trust, Digest Certificate, int Users) _told;
    private long _lastProbe;
    private long _lastCount;
    private int _silences;
    private bool _disposed;

    internal BrokerProcess(
        BrokerOptions options, string stateFolder, BrokerDoor door, ILogger<BrokerProcess> log, TimeProvider time)
    {
        _options = options;
        _files = new BrokerFiles(stateFolder);
        _door = door;
        _users = new BrokerUsers(_files.Users, door.Identity.Trust);
        _log = log;
        _time = time;
        _launcher = new BrokerLauncher(options, _files, door, log, time);
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
        _users.Load();
        _users.Admit(_door.Identity.Verdict);
        ServerProcess? adopted = await _launcher.TryAdoptAsync(cancellationToken);
        ServerProcess server = adopted ?? await _launcher.LaunchAsync(Tell(), cancellationToken);
        try
        {
            if (adopted is not null)
            {
                await _launcher.ReloadAsync(adopted, Tell(), cancellationToken);
            }

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

    /// <summary>Lets an agent use the broker, and returns when it can.</summary>
    /// <param name="verdict">The certificate it showed, which was found good.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SwarmException">There are too many, or the broker is not told in time.</exception>
    internal async Task AdmitAsync(CertificateVerdict verdict, CancellationToken cancellationToken)
    {
        await _telling.WaitAsync(cancellationToken);
        try
        {
            if (_users.Admit(verdict) && _server is { HasEnded: false } server)
            {
                await _launcher.ReloadAsync(server, Tell(), cancellationToken);
            }
        }
        finally
        {
            _telling.Release();
        }
    }

    /// <summary>Who else uses the broker, by name.</summary>
    internal async Task<IReadOnlyList<string>> OtherUsersAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> clients = _server is { } server
            ? await _launcher.Probe.ClientsAsync(server.Pid, cancellationToken)
            : [];
        return [.. clients.Where(name => name != _door.Owner.Text)];
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
        _telling.Dispose();
        _ending.Dispose();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        _lastProbe = _lastCount = _time.GetTimestamp();
        using PeriodicTimer timer = new(_options.WatchInterval, _time);
        int backoffTicks = 0;
        int waitTicks = 0;
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            if (_server is { HasEnded: false } server)
            {
                await ProbeAsync(server, cancellationToken);
                await FollowTrustAsync(server, cancellationToken);
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

    // Who is trusted no longer is let go of, and a new certificate of ours is shown.
    private async Task FollowTrustAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        bool isDue = _time.GetElapsedTime(_lastCount) >= CountInterval;
        bool isChanged = _told.Trust != _door.Identity.Trust.Bundle.Version
            || _told.Certificate != _door.Identity.Fingerprint;
        _lastCount = isDue ? _time.GetTimestamp() : _lastCount;
        if (!isChanged && !(isDue && _users.Good().Count != _told.Users))
        {
            return;
        }

        await _telling.WaitAsync(cancellationToken);
        try
        {
            await _launcher.ReloadAsync(server, Tell(), cancellationToken);
        }
        catch (SwarmException e)
        {
            Log.RestartFailed(_log, e.Message);
        }
        finally
        {
            _telling.Release();
        }
    }

    private IReadOnlyList<BrokerUser> Tell()
    {
        IReadOnlyList<BrokerUser> users = _users.Good();
        _told = (_door.Identity.Trust.Bundle.Version, _door.Identity.Fingerprint, users.Count);
        Log.UsersChanged(_log, users.Count);
        return users;
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
            _server = await _launcher.LaunchAsync(Tell(), cancellationToken);
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
