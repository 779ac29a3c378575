using Microsoft.Extensions.Logging;

namespace Swarm.Agent.Fabric;

/// <summary>
/// Keeps the content store within its budget: whoever puts content there asks for room first, and what was used least
/// recently goes to make it, as far as it can be fetched or made again.
/// </summary>
internal sealed class ContentBudget(
    FabricOptions options, ContentShelf shelf, ContentProtection protection, TimeProvider time, ILogger logger)
{
    // One look at the shelves makes room for many; one that made none is not repeated at once for each who asks.
    private const int SpareShare = 10;
    private static readonly TimeSpan s_vainLooks = TimeSpan.FromSeconds(1);

    private readonly SharedWork<bool, long> _sweeps = new();
    private readonly Lock _gate = new();
    private long _reservedBytes;
    private long? _lookedInVain;

    /// <summary>Whether there is a budget at all.</summary>
    internal bool IsLimited => options.ContentMaxBytes is not null;

    /// <summary>Makes room for content; the room counts as taken until the reservation is disposed of.</summary>
    /// <exception cref="SwarmException">There is none, and nothing more may be removed.</exception>
    internal async ValueTask<IDisposable?> ReserveAsync(long sizeBytes, CancellationToken cancellationToken)
    {
        if (options.ContentMaxBytes is not { } maxBytes)
        {
            return null;
        }

        while (!TryReserve(sizeBytes, maxBytes))
        {
            if (sizeBytes > maxBytes || !MayLook() || !await LookAsync(sizeBytes, maxBytes, cancellationToken))
            {
                throw NoRoom(sizeBytes, maxBytes);
            }
        }

        return new Reservation(this, sizeBytes);
    }

    // Whoever needs room at the same time shares the look; those who get none of it look again.
    private async ValueTask<bool> LookAsync(long sizeBytes, long maxBytes, CancellationToken cancellationToken)
    {
        long wantedBytes = Taken + sizeBytes - maxBytes + (maxBytes / SpareShare);
        long freedBytes = await _sweeps.GetAsync(true, () => SweepAsync(wantedBytes), cancellationToken);
        lock (_gate)
        {
            _lookedInVain = freedBytes > 0 ? null : time.GetTimestamp();
        }

        return freedBytes > 0;
    }

    private bool MayLook()
    {
        lock (_gate)
        {
            return _lookedInVain is not { } looked || time.GetElapsedTime(looked) >= s_vainLooks;
        }
    }

    private SwarmException NoRoom(long sizeBytes, long maxBytes) => new(
        ErrorCode.DiskFull,
        $"there is no room for {sizeBytes} bytes: the content store keeps {shelf.Usage.Bytes} bytes, {maxBytes} are "
        + "allowed, and what is there is in use or needed by campaigns that have not ended; raise "
        + "fabric.contentMaxBytes, or wait until some have");

    private long Taken => shelf.Usage.Bytes + Interlocked.Read(ref _reservedBytes);

    private bool TryReserve(long sizeBytes, long maxBytes)
    {
        lock (_gate)
        {
            bool fits = sizeBytes <= maxBytes - Taken;
            _reservedBytes += fits ? sizeBytes : 0;
            return fits;
        }
    }

    private async Task<long> SweepAsync(long wantedBytes)
    {
        if (await protection.AskAsync(Open, CancellationToken.None) is not { } stays)
        {
            return 0;
        }

        long freedBytes = 0;
        int files = 0;
        foreach (ShelvedFile file in shelf.LeastUsed(digest => !stays.Contains(digest)))
        {
            if (freedBytes >= wantedBytes)
            {
                break;
            }

            long removed = protection.Pins.RemoveUnlessUsed(file.Digest, () => shelf.Remove(file));
            freedBytes += removed;
            files += removed > 0 ? 1 : 0;
        }

        if (files > 0)
        {
            Log.ContentRemoved(logger, files, freedBytes, shelf.Usage.Bytes);
        }

        return freedBytes;
    }

    private FileStream? Open(Digest digest) => shelf.Find(digest) is { } path ? File.OpenRead(path) : null;

    /// <summary>Room that is about to be taken.</summary>
    private sealed class Reservation(ContentBudget budget, long sizeBytes) : IDisposable
    {
        public void Dispose()
        {
            lock (budget._gate)
            {
                budget._reservedBytes -= sizeBytes;
            }
        }
    }
}
