using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent;
using Swarm.Agent.Control;
using Swarm.Agent.Identity;
using Swarm.Agent.Ports;
using Swarm.Agent.Telemetry;
using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.Model;
using Swarm.Simulation;
using Swarm.UnitTests.Support;
using Xunit;

namespace Swarm.UnitTests.Core;

/// <summary>The loop itself, with a pool of its own and no other hands.</summary>
public sealed class AgentLoopTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("swarm-loop");
    private readonly CancellationTokenSource _limit = new(s_limit);

    public void Dispose()
    {
        _limit.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_the_loop_recorded_is_repeated_as_it_was()
    {
        string path = Path.Combine(_folder.FullName, "recording");
        RecordedProcess process = new(AgentId.Parse("a"), "test", 7, new SoloSwarm().Settings);
        InputRecorder recorder = InputRecorder.Begin(path, process, InputRecorder.MaxBytes, NullLogger.Instance);
        AgentCore core = new(process.Settings, process.Agent, process.Seed);
        ManualTimeProvider time = new();
        AgentMailbox mailbox = new();
        StoringPool pool = new(process.Agent, mailbox);
        using NoMeters meters = new();
        using SwarmTelemetry telemetry = new(meters);
        AgentEventObserver observer = new(new CampaignWatch(), telemetry, NullLogger<AgentEventObserver>.Instance);
        using AgentKey key = AgentKey.New();
        VoteSigner signer = new(key, new SignatureBook(), _ => { });
        await using EffectRunner effects = new(new EffectHands(pool, null!, signer, null!, null!, observer, mailbox));
        await using (AgentLoop loop = new(
            new DecidingCore(core, recorder), mailbox, effects, time, NullLogger.Instance))
        {
            loop.Start();
            await mailbox.PostAsync(new AgentInput.CaughtUp(), _limit.Token);
            while (!await loop.AskAsync((asked, _) => asked.Reading.View.Epoch == 1, _limit.Token))
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
            }
        }

        await using FileStream recording = File.OpenRead(path);
        List<string> story = [];
        Replay replay = new(recording, story.Add);
        Assert.Null(replay.Run());
        Assert.Contains(story, line => line.Contains("see view 1 (a@1)", StringComparison.Ordinal));
    }

    /// <summary>A pool that stores and shows what it stored.</summary>
    private sealed class StoringPool(AgentId author, AgentMailbox mailbox) : IJobPool
    {
        private ulong _sequence;

        public bool IsConnected => true;

        public async ValueTask<AppendOutcome> AppendAsync(PoolEvent entry, CancellationToken cancellationToken)
        {
            ulong sequence = Interlocked.Increment(ref _sequence);
            AgentInput read = new AgentInput.PoolEntry(sequence, author, (long)sequence, entry);
            await mailbox.PostAsync(read, cancellationToken);
            return new AppendOutcome.Stored(sequence);
        }

        public IAsyncEnumerable<AgentInput> ReadAsync(ulong after, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<AppendOutcome> SubmitAsync(CampaignDocument campaign, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask PutAsync(Digest digest, Stream content, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask<Stream?> OpenAsync(Digest digest, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    /// <summary>Meters that nobody reads.</summary>
    private sealed class NoMeters : IMeterFactory
    {
        private readonly List<Meter> _meters = [];

        public Meter Create(MeterOptions options)
        {
            Meter meter = new(options);
            _meters.Add(meter);
            return meter;
        }

        public void Dispose() => _meters.ForEach(meter => meter.Dispose());
    }
}
