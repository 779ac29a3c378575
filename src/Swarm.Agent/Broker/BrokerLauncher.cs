using Microsoft.Extensions.Logging;
using Swarm.Agent.Identity;

namespace Swarm.Agent.Broker;

/// <summary>
/// Brings the child broker up: finds the program, proves that its acknowledgements are durable, takes over the server
/// that runs or starts a new one on the port that is kept for it.
/// </summary>
internal sealed class BrokerLauncher(
    BrokerOptions options, BrokerFiles files, BrokerDoor door, ILogger log, TimeProvider time) : IDisposable
{
    private const long MaxLogBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan ReadyPoll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ReloadPoll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan ReloadLimit = TimeSpan.FromSeconds(5);

    private BrokerExecutable? _executable;
    private BrokerDurability? _planned;

    /// <summary>Asks the running server.</summary>
    internal BrokerProbe Probe { get; } = new(files);

    private BrokerExecutable Executable => _executable ?? throw new InvalidOperationException("prepare it first");

    private string Url => door.UrlOf(Port);

    private int Port => options.Port ?? files.Port();

    /// <summary>Makes the folder, finds the program, and chooses how acknowledgements are made durable.</summary>
    /// <exception cref="SwarmException">One of these cannot be done; the message says which and the remedy.</exception>
    internal async Task PrepareAsync(CancellationToken cancellationToken)
    {
        files.Prepare();
        _executable = await BrokerExecutable.FindAsync(options.Executable, cancellationToken);

        // Before the proof, which waits until all that was written so far is on the disk.
        files.Port();
        _planned = Plan();
    }

    /// <summary>Takes over the server that runs with these files, if it is fit; null when there is none.</summary>
    internal async Task<ServerProcess?> TryAdoptAsync(CancellationToken cancellationToken)
    {
        if (ServerProcess.TryAdopt(files) is not { } server)
        {
            return null;
        }

        if (await WhyNotAdoptAsync(server, cancellationToken) is not { } reason)
        {
            Log.Adopted(log, server.Pid, Url);
            return server;
        }

        Log.Replaced(log, server.Pid, reason);
        await EndAsync(server, cancellationToken);
        return null;
    }

    /// <summary>Starts a server and waits until it is ready.</summary>
    /// <exception cref="SwarmException">The port is taken, or the server does not come up.</exception>
    internal async Task<ServerProcess> LaunchAsync(
        IReadOnlyList<BrokerUser> users, CancellationToken cancellationToken)
    {
        int port = Port;
        if (!FreePort.IsFree(port))
        {
            throw new SwarmException(
                ErrorCode.BrokerUnavailable,
                $"port {port} of 127.0.0.1, which the broker keeps so that others find it again, is in use by another "
                + $"process: end that one, or delete '{Path.Combine(files.Folder, "port")}' to choose a new port");
        }

        files.Tidy(MaxLogBytes);
        WriteConfig(users);
        foreach (string stream in new StreamUndo(files.Store).Restore())
        {
            Log.ChangeUndone(log, stream);
        }

        ServerProcess server = ServerProcess.Start(Executable.Path, files);
        await RequireReadyAsync(server, cancellationToken);
        Log.Started(log, Executable.Version, server.Pid, Url);
        return server;
    }

    /// <summary>How to reach a server that is up, and what its acknowledgements are worth.</summary>
    /// <exception cref="SwarmException">They are not durable after all, and loss is not accepted.</exception>
    internal async Task<BrokerAccess> AccessAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        // What the server says of itself counts, not what we wrote into its configuration.
        BrokerDurability durability =
            !Executable.KnowsSyncAlways || await Probe.SyncsAlwaysAsync(server.Pid, cancellationToken)
                ? _planned!
                : AcceptOrRefuse($"nats-server {Executable.Version} does not confirm sync_interval: always");
        return new BrokerAccess(Url, Token: null, durability)
        {
            StoreFolder = files.Store,
            Host = door.Owner,
            Secure = BrokerTls.Secure(door.Identity, door.Owner),
        };
    }

    /// <summary>Tells a running server anew who may use it; who may still is not disturbed.</summary>
    /// <exception cref="SwarmException">It does not take it in time.</exception>
    internal async Task ReloadAsync(
        ServerProcess server, IReadOnlyList<BrokerUser> users, CancellationToken cancellationToken)
    {
        string? before = await Probe.ConfiguredAtAsync(server.Pid, cancellationToken);
        long begun = time.GetTimestamp();
        WriteConfig(users);
        server.Reload();
        while (await Probe.ConfiguredAtAsync(server.Pid, cancellationToken) is not { } now || now == before)
        {
            if (server.HasEnded || time.GetElapsedTime(begun) > ReloadLimit)
            {
                throw new SwarmException(
                    ErrorCode.BrokerUnavailable,
                    $"the broker does not take its new users: {files.LastWords()} (all of it is in '{files.LogFile}')");
            }

            await Task.Delay(ReloadPoll, time, cancellationToken);
        }
    }

    /// <summary>Ends a server.</summary>
    internal async Task EndAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        if (!await server.StopAsync(options.StopLimit, time, cancellationToken))
        {
            Log.Killed(log, options.StopLimit.TotalSeconds);
        }

        server.Dispose();
    }

    /// <summary>Closes what it asked the server with.</summary>
    public void Dispose() => Probe.Dispose();

    private void WriteConfig(IReadOnlyList<BrokerUser> users) =>
        files.WriteConfig(
            new BrokerConfig(door, Port, Executable.KnowsSyncAlways, options.MaxStoreBytes, users).Render(files));

    private BrokerDurability Plan()
    {
        string? reason = Executable.KnowsSyncAlways
            ? DurableFolder.WhyForgotten(files.Store)
            : DurableFolder.Prove(files.Store);
        return reason is not null ? AcceptOrRefuse(reason)
            : Executable.KnowsSyncAlways ? BrokerDurability.SyncAlways(Executable.Version)
            : BrokerDurability.SynchronousStore(files.Store);
    }

    private BrokerDurability AcceptOrRefuse(string reason) =>
        options.AcceptDataLoss
            ? BrokerDurability.LossAccepted(reason)
            : throw new SwarmException(
                ErrorCode.NotDurable,
                $"a power cut could lose what the broker acknowledged ({reason}): keep the state folder on a local "
                + "ext4 file system, install nats-server 2.10 or later, or pass --accept-data-loss");

    private async Task<string?> WhyNotAdoptAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        if (!await IsReadyInTimeAsync(server, cancellationToken))
        {
            return "it does not answer";
        }

        if (!await BrokerProbe.OpensAsync(Url, door.Identity, cancellationToken))
        {
            return "it does not take our certificate";
        }

        return !Executable.KnowsSyncAlways || await Probe.SyncsAlwaysAsync(server.Pid, cancellationToken)
            ? null
            : "it does not sync every write";
    }

    private async Task RequireReadyAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        bool isReady = false;
        try
        {
            isReady = await IsReadyInTimeAsync(server, cancellationToken);
        }
        finally
        {
            if (!isReady)
            {
                server.Kill();
                server.Dispose();
            }
        }

        if (!isReady)
        {
            throw new SwarmException(
                ErrorCode.BrokerUnavailable,
                $"nats-server did not start: {files.LastWords()} (all of it is in '{files.LogFile}')");
        }
    }

    private async Task<bool> IsReadyInTimeAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        long begun = time.GetTimestamp();
        while (!server.HasEnded && time.GetElapsedTime(begun) < options.StartLimit)
        {
            if (await Probe.IsReadyAsync(server.Pid, cancellationToken))
            {
                return true;
            }

            await Task.Delay(ReadyPoll, time, cancellationToken);
        }

        return false;
    }
}
