using Microsoft.Extensions.Logging;
using Swarm.Agent.Control;
using Swarm.Agent.Execution;
using Swarm.Agent.Fabric;
using Swarm.Agent.Identity;
using Swarm.Agent.Peers;
using Swarm.Agent.Telemetry;
using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.Core.Membership;
using Swarm.Core.Signing;

namespace Swarm.Agent;

/// <summary>
/// One agent from its start to its end: identity, broker, pool, peers, hands, and last the loop that decides. It ends
/// in reverse: nothing new, what runs gets its grace, goodbye to the swarm, and the broker last.
/// </summary>
public sealed class SwarmAgent : IAsyncDisposable
{
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(5);

    private readonly AgentOptions _options;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger<SwarmAgent> _log;
    private readonly TimeProvider _time;
    private readonly SwarmTelemetry _telemetry;
    private readonly AgentParts _parts = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource<StopWish> _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AgentState? _state;
    private ControlService? _control;
    private Task _reading = Task.CompletedTask;
    private Task _upkeep = Task.CompletedTask;
    private bool _isDisposed;

    internal SwarmAgent(AgentOptions options, SwarmTelemetry telemetry, ILoggerFactory loggers, TimeProvider time)
    {
        _options = options;
        _telemetry = telemetry;
        _loggers = loggers;
        _log = loggers.CreateLogger<SwarmAgent>();
        _time = time;
    }

    /// <summary>The endpoint it tells its peers, as <c>host:port</c>.</summary>
    internal string Endpoint => _options.Advertise ?? $"{_options.Listen}:{_options.Port}";

    internal AgentParts Parts => _parts;

    internal ControlService Control =>
        _control ?? throw new SwarmException(ErrorCode.NotReady, "the agent is starting");

    /// <summary>Starts everything up to the loop. Joining the swarm then goes on by itself.</summary>
    /// <exception cref="SwarmException">
    /// This host cannot run it as configured; the message names the remedy.
    /// </exception>
    internal async Task StartAsync(CancellationToken cancellationToken)
    {
        long started = _time.GetTimestamp();
        AgentIntroduction place =
            await new AgentArrival(_options, _parts, _loggers, _time).ArriveAsync(cancellationToken);
        Log.PoolFound(_log, place.Pool.Broker.Url, place.Pool.Broker.Durability.Text);
        await PrepareHandsAsync(cancellationToken);
        CoreSettings settings = new()
        {
            Capabilities = _parts.Facts.Capabilities,
            PublicKey = _parts.Key.PublicKey,
            Rules = _options.Agreement.Rules,
            Endpoint = Endpoint,
            MayFound = place.MayFound,
        };
        DecidingCore deciding = MakeCore(settings);
        AgentCore core = deciding.Core;
        _parts.Observer = new AgentEventObserver(_parts.Watch, _telemetry, _loggers.CreateLogger<AgentEventObserver>())
        {
            RosterChanged = () => FollowRoster(core),
        };
        MakeGates(settings);
        _parts.Effects = new EffectRunner(new EffectHands(
            _parts.Pool,
            _parts.Peers,
            new VoteSigner(_parts.Key, _parts.Signatures, _parts.Gate.Count),
            _parts.Runner,
            _parts.Fabric,
            _parts.Observer,
            _parts.Mailbox));
        _parts.Loop = new AgentLoop(
            deciding, _parts.Mailbox, _parts.Effects, _time, _loggers.CreateLogger<AgentLoop>());
        _state = MakeState(place, started);
        _control = MakeControl(_state);
        _parts.Loop.Start();
        _reading = ReadAsync(_ending.Token);
        _upkeep = new IdentityUpkeep(
            _parts.Identity.Credentials,
            _parts.Peers,
            () => _parts.Known?.Members ?? [],
            _loggers.CreateLogger<IdentityUpkeep>(),
            _time).RunAsync(_ending.Token);
        Log.Serving(_log, _options.Id, Endpoint, _options.Socket);
    }

    /// <summary>Waits until somebody asks it to end, or it cannot go on.</summary>
    /// <returns>Why it ends.</returns>
    internal async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        Task canceled = Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
        Task first = await Task.WhenAny(
            canceled, _stop.Task, _parts.Loop.Running, _reading, _upkeep, _parts.Effects.Stopped,
            _parts.Effects.Failed, _parts.Runner.Failed, _parts.Fabric.Failed);
        if (first is Task<Exception> failed)
        {
            throw new InvariantViolationException((await failed).ToString());
        }

        if (first == _parts.Loop.Running || first == _reading || first == _upkeep)
        {
            await first;
        }

        return first == _parts.Effects.Stopped ? await _parts.Effects.Stopped
            : first == _stop.Task ? "asked by 'swarm agent stop'" : "interrupted";
    }

    /// <summary>Ends it in order: nothing new, the grace, goodbye.</summary>
    internal async Task StopAsync(string reason, CancellationToken cancellationToken)
    {
        Log.Stopping(_log, reason);
        _state!.IsStopping = true;
        if (!_parts.Loop.Running.IsCompleted && !_parts.Effects.Stopped.IsCompleted)
        {
            TimeSpan grace = _stop.Task.IsCompletedSuccessfully
                ? (await _stop.Task).Grace : _options.Grace;
            await LeaveAsync(grace, cancellationToken);
        }

        if (_parts.Broker is { } broker)
        {
            bool evenIfUsed = _stop.Task.IsCompletedSuccessfully && (await _stop.Task).WithBroker;
            await broker.StopAsync(evenIfUsed, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            // Whoever ran it has ended it in order; the host that composed it disposes of it once more.
            return;
        }

        _isDisposed = true;
        await _ending.CancelAsync();
        foreach (IAsyncDisposable? part in new IAsyncDisposable?[]
            { _parts.Runner, _parts.Loop, _parts.Effects, _parts.Fabric, _parts.Peers, _parts.Pool, _parts.Broker })
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }

        await _upkeep.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _parts.Processes?.Dispose();
        _parts.Records?.Dispose();
        _parts.Identity?.Credentials.Dispose();
        _parts.Key?.Dispose();
        _ending.Dispose();
    }

    private DecidingCore MakeCore(CoreSettings settings)
    {
        ulong seed = BitConverter.ToUInt64(RandomBytes.New(sizeof(ulong)));
        InputRecorder? recorder = null;
        if (_options.Record is { } path)
        {
            RecordedProcess process = new(_options.Id, AgentCalls.Version, seed, settings);
            recorder = InputRecorder.Begin(path, process, InputRecorder.MaxBytes, _log);
            Log.Recording(_log, path);
        }

        return new DecidingCore(new AgentCore(settings, _options.Id, seed), recorder);
    }

    // On the loop's thread: the links, what newcomers are told, and whom to ask after a restart follow the log.
    private void FollowRoster(AgentCore core)
    {
        Member[] peers = [.. core.Reading.Candidates];
        if (core.Self != default)
        {
            _parts.Peers.Become(core.Self);
            _parts.Known =
                new KnownSwarm(core.Reading.Swarm, [.. peers.Select(one => new KnownPeer(one.Key, one.Endpoint))]);
        }

        _parts.Peers.Link(peers);
    }

    private async Task PrepareHandsAsync(CancellationToken cancellationToken)
    {
        ILogger logger = _loggers.CreateLogger<ActivityRunner>();
        AgentFolders folders = new(_options.Fabric.Root);
        _parts.Plugins = new PluginCatalog(Plugins.BuiltInPlugins.All());
        string[] usable =
        [
            .. (await _parts.Plugins.ReportAsync(cancellationToken))
                .Where(one => one.Value.IsUsable)
                .Select(one => one.Key),
        ];
        _parts.Facts = new AgentFacts(_options.Id, Endpoint, _options.Offer(usable));
        LedgerNeeds needs = new(_options.Id, () => _parts.Loop, _time);
        _parts.Store = new DiskContentStore(_options.Fabric, needs, _time, logger);
        _parts.Fabric = new DataFabric(
            _options.Fabric,
            _parts.Facts,
            _parts.Store,
            new FabricPorts(_parts.Pool, _parts.Peers, _parts.Mailbox, _time, logger));
        _parts.Records = new RunRecords(folders);
        int ended = await new LeftoverSweep(folders, _parts.Records, _time, logger).RunAsync(cancellationToken);
        if (ended > 0)
        {
            Log.LeftoversEnded(_log, ended);
        }

        _parts.Processes = new ProcessRunner(_options.Execution, _parts.Records, _time);
        _parts.Runner = new ActivityRunner(
            _options.Execution,
            new ExecutionTools(_options.Id, _parts.Plugins, _parts.Processes, _time, logger),
            _parts.Fabric,
            _parts.Mailbox);
    }

    private AgentState MakeState(AgentIntroduction place, long started) => new()
    {
        StartedAt = started,
        Socket = _options.Socket,
        BrokerUrl = place.Pool.Broker.Url,
        OwnsBroker = _parts.Broker is not null,
        Durability = place.Pool.Broker.Durability.Text,
        ClockAhead = _parts.Pool.ClockAheadAsync,
        Mailbox = _parts.Mailbox,
        PeerMessagesDropped = () => _parts.Peers.Dropped + _parts.Gate.Forged,
        EntriesIgnored = () => _parts.Observer.EntriesIgnored,
        WhyNotStop = token => _parts.Broker?.WhyNotStopAsync(token) ?? Task.FromResult<string?>(null),
        StopRequested = request => _stop.TrySetResult(request),
    };

    private ControlService MakeControl(AgentState state)
    {
        ControlParts parts = new(
            _parts.Facts, _parts.Loop, _parts.Pool, _parts.Watch, _parts.Fabric, _parts.Store, _parts.Plugins,
            new ActivityLogs(_parts.Fabric.Folders, _time), _time);
        _parts.Activities = new ActivityCalls(parts, new RemoteLogs(_parts.Loop, _parts.Peers));
        SecondCopies copies = new(parts, _parts.Peers);
        CampaignDoor door = new(parts, copies);
        ControlCalls calls = new(
            new CampaignCalls(parts, door),
            _parts.Activities,
            new DataCalls(parts, copies),
            new AgentCalls(parts, state),
            new MemberCalls(parts, door));
        return new ControlService(
            calls,
            new CallerCheck(_parts.Identity.Credentials, _loggers.CreateLogger<ControlService>()));
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await foreach (AgentInput input in _parts.Pool.ReadAsync(0, cancellationToken))
        {
            await _parts.Mailbox.PostAsync(
                input is AgentInput.PoolEntry entry ? Check(entry) : input, cancellationToken);
        }
    }

    // Keys of a new view count before the core hears of it: what it then asks of others is answered at once.
    private AgentInput.PoolEntry Check(AgentInput.PoolEntry entry)
    {
        KeyTable before = _parts.EntryGate.Keys;
        AgentInput.PoolEntry good = _parts.EntryGate.Check(entry);
        if (_parts.EntryGate.Keys != before)
        {
            _parts.Gate.Use(_parts.EntryGate.Keys);
        }

        return good;
    }

    private void MakeGates(CoreSettings settings)
    {
        _parts.EntryGate = new EntryGate(settings, _parts.Signatures);
        _parts.Gate = new PeerGate(_parts.Signatures, _parts.Mailbox.PostOrDrop, (peer, why, count) =>
            _parts.Observer.OnEvent(new AgentEvent.PeerMisbehaved(peer, $"{why} ({count} so far)")));
    }

    private async Task LeaveAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await _parts.Mailbox.PostAsync(new AgentInput.Operator(OperatorCommand.Leave), cancellationToken);
        using ITimer _ = _time.CreateTimer(
            _ => limit.Cancel(), null, grace + s_farewell, Timeout.InfiniteTimeSpan);
        try
        {
            await WhenAsync(core => core.Reading.Running + core.Reading.Queued == 0, grace, limit.Token);
            await WhenAsync(core => core.HasLeft, s_farewell, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The grace is over: what still runs is ended with the runner, and the others notice the silence.
        }
    }

    private async Task WhenAsync(Func<AgentCore, bool> condition, TimeSpan limit, CancellationToken cancellationToken)
    {
        long began = _time.GetTimestamp();
        while (_time.GetElapsedTime(began) < limit
            && !await _parts.Loop.AskAsync((core, _) => condition(core), cancellationToken))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time, cancellationToken);
        }
    }
}
