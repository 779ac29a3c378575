using System.Collections.Concurrent;
using Swarm.Core;
using Swarm.Core.Fabric;

namespace Swarm.Agent.Fabric;

/// <summary>
/// Fetches content from whoever offers it: the need goes to the core, the core answers with offers, best first, and the
/// first holder that gives the right bytes ends it. Runs that need the same share one transfer.
/// </summary>
internal sealed class ContentFetcher(FabricOptions options, DiskContentStore store, FabricPorts ports)
    : IAsyncDisposable
{
    private const int MaxTransfersOfOneOffer = 3;

    // Enough offers to keep the slots busy; an activity with many inputs does not ask for all of them at once.
    private const int AsksPerSlot = 4;

    private readonly SharedWork<string, FetchOutcome> _flights = new();
    private readonly ConcurrentDictionary<long, TaskCompletionSource<IReadOnlyList<DataOffer>>> _asked = new();
    private readonly SemaphoreSlim _slots = new(options.TransferSlots);
    private readonly SemaphoreSlim _asks = new(options.TransferSlots * AsksPerSlot);
    private readonly CancellationTokenSource _stopping = new();
    private long _numbers;

    /// <summary>The core's answer to a need: who offers it, best first.</summary>
    internal void OnOffers(long number, IReadOnlyList<DataOffer> offers)
    {
        if (_asked.TryRemove(number, out TaskCompletionSource<IReadOnlyList<DataOffer>>? asked))
        {
            asked.TrySetResult(offers);
        }
    }

    /// <summary>Fetches content by its digest.</summary>
    internal Task<FetchOutcome> FetchAsync(Digest digest, long sizeBytes, CancellationToken cancellationToken) =>
        ShareAsync(digest.ToString(), new DataNeed(0, digest, null, sizeBytes), cancellationToken);

    /// <summary>Fetches what is at a path of an agent.</summary>
    internal Task<FetchOutcome> FetchAsync(DataRef.At at, CancellationToken cancellationToken) =>
        ShareAsync(at.ToString(), new DataNeed(0, null, at, 0), cancellationToken);

    /// <summary>Fetches a file that a campaign carries: from the pool, where it is durable, else from a peer.</summary>
    internal async Task<FetchOutcome> FetchCarriedAsync(CarriedFile file, CancellationToken cancellationToken) =>
        await FetchFromPoolAsync(file.Digest, file.SizeBytes, cancellationToken)
        ?? await FetchAsync(file.Digest, file.SizeBytes, cancellationToken);

    /// <summary>Fetches content from the pool; null when it is not there, or the pool cannot give it now.</summary>
    internal async Task<FetchOutcome?> FetchFromPoolAsync(
        Digest digest, long sizeBytes, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream? content = await ports.Pool.OpenAsync(digest, cancellationToken);
            if (content is not null)
            {
                await store.ReceiveAsync(
                    digest, sizeBytes, (offset, token) => SkipAsync(content, offset, token), cancellationToken);
                return new FetchOutcome(ErrorCode.None, digest, sizeBytes, "");
            }
        }
        catch (SwarmException failure) when (failure.Code != ErrorCode.DiskFull)
        {
            // A peer that ran an activity of the campaign has it too.
            Log.PoolFailed(ports.Logger, digest.ToString(), failure.Message);
        }

        return null;
    }

    /// <summary>Ends all transfers; what came of them stays for the next process.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _flights.WhenAllAsync();
        _stopping.Dispose();
        _slots.Dispose();
        _asks.Dispose();
    }

    private static async ValueTask<Stream> SkipAsync(Stream content, long offset, CancellationToken cancellationToken)
    {
        byte[] skipped = new byte[Math.Min(offset, 64 * 1024)];
        for (long left = offset; left > 0;)
        {
            int wanted = (int)Math.Min(left, skipped.Length);
            int count = await content.ReadAsync(skipped.AsMemory(0, wanted), cancellationToken);
            if (count == 0)
            {
                break;
            }

            left -= count;
        }

        return content;
    }

    private Task<FetchOutcome> ShareAsync(string key, DataNeed need, CancellationToken cancellationToken) =>
        _flights.GetAsync(key, () => FlyAsync(need), cancellationToken);

    private async Task<FetchOutcome> FlyAsync(DataNeed need)
    {
        await _asks.WaitAsync(_stopping.Token);
        try
        {
            return await AskAsync(need);
        }
        catch (SwarmException failure)
        {
            return new FetchOutcome(failure.Code, default, 0, failure.Message);
        }
        finally
        {
            _asks.Release();
        }
    }

    private async Task<FetchOutcome> AskAsync(DataNeed need)
    {
        long number = Interlocked.Increment(ref _numbers);
        TaskCompletionSource<IReadOnlyList<DataOffer>> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[number] = answer;
        await ports.Mailbox.PostAsync(new AgentInput.DataWanted(need with { Number = number }), _stopping.Token);
        IReadOnlyList<DataOffer> offers;
        try
        {
            offers = await answer.Task.WaitAsync(options.OfferTimeout, ports.Time, _stopping.Token);
        }
        catch (TimeoutException)
        {
            offers = [];
        }
        finally
        {
            _asked.TryRemove(number, out _);
        }

        return offers.Count == 0
            ? new FetchOutcome(ErrorCode.InputMissing, default, 0, "no agent that is here offers it")
            : await TakeFirstAsync(offers);
    }

    private async Task<FetchOutcome> TakeFirstAsync(IReadOnlyList<DataOffer> offers)
    {
        await _slots.WaitAsync(_stopping.Token);
        try
        {
            List<string> reasons = [];
            ErrorCode code = ErrorCode.TransferFailed;
            foreach (DataOffer offer in offers)
            {
                SwarmException? failure = await TransferAsync(offer);
                if (failure is null)
                {
                    return new FetchOutcome(ErrorCode.None, offer.Digest, offer.SizeBytes, "");
                }

                code = failure.Code == ErrorCode.ChecksumMismatch ? failure.Code : code;
                reasons.Add($"{offer.Holder}: {failure.Message}");
            }

            return new FetchOutcome(code, default, 0, string.Join("; ", reasons));
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<SwarmException?> TransferAsync(DataOffer offer)
    {
        SwarmException? last = null;
        for (int transfer = 0; transfer < MaxTransfersOfOneOffer; transfer++)
        {
            try
            {
                await TransferOnceAsync(offer);
                return null;
            }
            catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
            {
                last = new SwarmException(ErrorCode.TransferFailed, "the transfer was given up by its source");
            }
            catch (SwarmException failure) when (failure.Code != ErrorCode.DiskFull)
            {
                Log.TransferFailed(ports.Logger, offer.Digest.ToString(), offer.Holder, failure.Message);
                last = failure;
                if (failure.Code is not (ErrorCode.ChecksumMismatch or ErrorCode.TransferFailed))
                {
                    break;
                }
            }
        }

        return last;
    }

    private async Task TransferOnceAsync(DataOffer offer)
    {
        long start = ports.Time.GetTimestamp();
        long came = offer.SizeBytes;
        await store.ReceiveAsync(
            offer.Digest,
            offer.SizeBytes,
            (offset, token) =>
            {
                came -= offset;
                return ports.Peers.OpenAsync(offer.Holder, offer.Endpoint, offer.Digest, offset, token);
            },
            _stopping.Token);
        long micros = (long)ports.Time.GetElapsedTime(start).TotalMicroseconds;
        await ports.Mailbox.PostAsync(new AgentInput.TransferMeasured(offer.Holder, came, micros), _stopping.Token);
    }
}
