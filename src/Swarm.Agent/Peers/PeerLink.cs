using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Polly;
using Polly.Retry;
using Swarm.Agent.Identity;
using Swarm.Grpc;
using Swarm.Grpc.Client;
using Swarm.Protocol.V1;

namespace Swarm.Agent.Peers;

/// <summary>
/// What this agent says to one peer, over a stream that is opened again whenever it breaks. Saying never waits: a full
/// queue drops its oldest message, because the protocol repeats what matters. All that waits goes out as one frame.
/// </summary>
internal sealed class PeerLink : IAsyncDisposable
{
    /// <summary>How many messages wait at most.</summary>
    internal const int Capacity = 4_096;

    // Below the 4 MiB that a frame may have, with room for what the frame itself adds.
    private const int MaxFrameBytes = (4 * 1024 * 1024) - 1024;
    private const int EnvelopeOverheadBytes = 8;

    // A peer that was away for a while is met again at most this part of that time late.
    private const int PauseShare = 8;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    private readonly AgentId _peer;
    private readonly PeerDoor _door;
    private readonly LinkSettings _settings;
    private readonly Channel<PeerEnvelope> _queue;
    private readonly ResiliencePipeline _opening;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _running;
    private CertificateVerdict? _certificate;

    // What did not fit into the last frame.
    private PeerEnvelope? _next;
    private long _dropped;
    private long _awaySince;
    private bool _complained;

    internal PeerLink(AgentId peer, PeerDoor door, LinkSettings settings)
    {
        _peer = peer;
        _door = door;
        _settings = settings;
        _queue = Channel.CreateBounded<PeerEnvelope>(
            new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _dropped));
        _opening = MakeOpening();
        _running = RunAsync(_closing.Token);
    }

    /// <summary>Where the peer is reached.</summary>
    internal string Endpoint => _door.Endpoint;

    /// <summary>How many messages were dropped.</summary>
    internal long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Whether the stream is open now.</summary>
    internal bool IsOpen { get; private set; }

    /// <summary>Puts a message into the queue.</summary>
    internal void Send(PeerEnvelope envelope) => _queue.Writer.TryWrite(envelope);

    /// <summary>Closes the link; what waits is forgotten.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _door.Dispose();
        _closing.Dispose();
    }

    private ResiliencePipeline MakeOpening() =>
        new ResiliencePipelineBuilder { TimeProvider = _settings.Time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<SwarmException>(),
                MaxRetryAttempts = int.MaxValue,
                DelayGenerator = _ => new(Pause(_settings.Time.GetElapsedTime(_awaySince), _settings.MaxBackoff)),
            })
            .Build();

    /// <summary>How long to wait before the next attempt to open a link to a peer that is away.</summary>
    internal static TimeSpan Pause(TimeSpan away, TimeSpan longest)
    {
        TimeSpan pause = away / PauseShare;
        return pause < FirstPause ? FirstPause : pause > longest ? longest : pause;
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await _settings.IncarnatedAsync(cancellationToken);
        while (true)
        {
            _awaySince = _settings.Time.GetTimestamp();
            await using DuplexCall<PeerFrame, PeerFrame> call = await _opening.ExecuteAsync(
                async stop => await OpenAsync(stop), cancellationToken);
            _complained = false;
            IsOpen = true;
            Log.LinkOpened(_settings.Log, _peer, Endpoint);
            string reason = await CarryAsync(call, cancellationToken);
            IsOpen = false;

            // Whoever answers next may be another process: it is asked anew what the swarm is.
            _door.Forget();
            Log.LinkBroken(_settings.Log, _peer, Endpoint, reason);
            await Task.Delay(FirstPause, _settings.Time, cancellationToken);
        }
    }

    private async Task<DuplexCall<PeerFrame, PeerFrame>> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await TryOpenAsync(cancellationToken);
        }
        catch (SwarmException e) when (!_complained)
        {
            _complained = true;
            Log.LinkRefused(_settings.Log, _peer, Endpoint, e.Message);
            throw;
        }
    }

    private async Task<DuplexCall<PeerFrame, PeerFrame>> TryOpenAsync(CancellationToken cancellationToken)
    {
        _certificate = (await _door.EnterAsync(cancellationToken)).Certificate;
        DuplexCall<PeerFrame, PeerFrame> call =
            _door.Channel.Duplex(PeerMethods.Link, GrpcCallOptions.Default, CancellationToken.None);
        try
        {
            await call.ReadHeadersAsync(cancellationToken);
            return call;
        }
        catch (GrpcException e)
        {
            await call.DisposeAsync();
            throw _door.Explain(e);
        }
        catch
        {
            await call.DisposeAsync();
            throw;
        }
    }

    // Reads only to learn of the end: what the peer says comes over its own link to us.
    private async Task<string> CarryAsync(
        DuplexCall<PeerFrame, PeerFrame> call, CancellationToken cancellationToken)
    {
        using CertificateWatch.Watched watched = _settings.Certificates.Begin(_certificate!, cancellationToken);
        using CancellationTokenSource broken = CancellationTokenSource.CreateLinkedTokenSource(watched.Token);
        Task<string> listening = ListenAsync(call, broken.Token);
        Task<string> speaking = SpeakAsync(call, broken.Token);
        Task<string> first = await Task.WhenAny(listening, speaking);
        await broken.CancelAsync();
        await Task.WhenAll(listening, speaking);
        cancellationToken.ThrowIfCancellationRequested();
        return watched.Reason ?? await first;
    }

    private async Task<string> ListenAsync(
        DuplexCall<PeerFrame, PeerFrame> call, CancellationToken cancellationToken)
    {
        try
        {
            while (await call.ReadAsync(cancellationToken) is not null)
            {
            }

            return "the peer closed it";
        }
        catch (GrpcException e)
        {
            return _door.Explain(e).Message;
        }
        catch (OperationCanceledException)
        {
            return "it was closed here";
        }
    }

    private async Task<string> SpeakAsync(
        DuplexCall<PeerFrame, PeerFrame> call, CancellationToken cancellationToken)
    {
        try
        {
            while (_next is not null || await _queue.Reader.WaitToReadAsync(cancellationToken))
            {
                PeerFrame frame = TakeAll();
                if (frame.Messages.Count > 0)
                {
                    await call.WriteAsync(frame, flush: true, cancellationToken);
                }
            }

            return "nothing is left to say";
        }
        catch (GrpcException e)
        {
            return _door.Explain(e).Message;
        }
        catch (OperationCanceledException)
        {
            return "it was closed here";
        }
    }

    private PeerFrame TakeAll()
    {
        PeerFrame frame = new() { Incarnation = _settings.Self().Incarnation.Sequence };
        int frameBytes = 0;
        while (TryTake(out PeerEnvelope? next))
        {
            int sizeBytes = next.CalculateSize() + EnvelopeOverheadBytes;
            if (sizeBytes > MaxFrameBytes)
            {
                Interlocked.Increment(ref _dropped);
                Log.MessageTooLarge(_settings.Log, _peer, sizeBytes);
            }
            else if (frameBytes + sizeBytes > MaxFrameBytes)
            {
                _next = next;
                break;
            }
            else
            {
                frame.Messages.Add(next);
                frameBytes += sizeBytes;
            }
        }

        return frame;
    }

    private bool TryTake([NotNullWhen(true)] out PeerEnvelope? envelope)
    {
        envelope = _next;
        _next = null;
        return envelope is not null || _queue.Reader.TryRead(out envelope);
    }
}
