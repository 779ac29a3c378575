using Microsoft.Extensions.Logging;
using Swarm.Nats;

namespace Swarm.Agent.Pool;

/// <summary>
/// Lets the log refuse entries while a little of the broker's disk is left, and takes them again when space returns.
/// </summary>
/// <remarks>
/// A disk that is full to the last byte is no refusal: nats-server 2.9.10 then waits for itself for ever, holding the
/// stream's lock, and answers nobody. A closed stream refuses at once, and every agent alike.
/// </remarks>
internal sealed class SpaceGuard(PoolStreams streams, string storeFolder, ILogger log, TimeProvider time)
{
    private const long MaxReserveBytes = 64L * 1024 * 1024;
    private const int ReserveShare = 8;
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    // Unknown at first: a process before this one may have left it either way.
    private bool? _closed;

    /// <summary>Looks at the disk until it is canceled.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(LookInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await LookAsync(cancellationToken);
            }
            catch (Exception e) when (e is NatsException or SwarmException or IOException)
            {
                Log.LimitsNotSet(log, e.Message);
            }
        }
    }

    /// <summary>How much of a disk is kept back.</summary>
    internal static long ReserveOf(long totalBytes) => Math.Min(MaxReserveBytes, totalBytes / ReserveShare);

    // Opens again at twice the reserve, so that it does not flutter at the edge.
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        DriveInfo disk = new(storeFolder);
        long reserveBytes = ReserveOf(disk.TotalSize);
        long freeBytes = disk.AvailableFreeSpace;
        if (_closed != true && freeBytes < reserveBytes)
        {
            await streams.SetOpenAsync(false, cancellationToken);
            _closed = true;
            Log.DiskNearlyFull(log, freeBytes >> 20);
        }
        else if (_closed != false && freeBytes >= 2 * reserveBytes)
        {
            await streams.SetOpenAsync(true, cancellationToken);
            if (_closed == true)
            {
                Log.SpaceReturned(log);
            }

            _closed = false;
        }
    }
}
