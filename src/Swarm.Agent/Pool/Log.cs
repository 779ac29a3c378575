using Microsoft.Extensions.Logging;

namespace Swarm.Agent.Pool;

/// <summary>What this folder logs, with event ids from 1100 on.</summary>
internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Information, "pool is open: {Stream} at {Url}, {Entries} entries")]
    internal static partial void Opened(ILogger log, string stream, string url, ulong entries);

    [LoggerMessage(1101, LogLevel.Warning, "entry {Sequence} ({Subject}) cannot be read and is skipped: {Reason}")]
    internal static partial void EntryMalformed(ILogger log, ulong sequence, string subject, string reason);

    [LoggerMessage(1102, LogLevel.Error, "campaign {Digest} of entry {Sequence} is not in the object store; skipped")]
    internal static partial void CampaignMissing(ILogger log, ulong sequence, string digest);

    [LoggerMessage(1103, LogLevel.Debug, "reading waits for the broker: {Reason}")]
    internal static partial void ReadingWaits(ILogger log, string reason);

    [LoggerMessage(1104, LogLevel.Warning, "{FreeMiB} MiB are free on the broker's disk: the pool takes no entries")]
    internal static partial void DiskNearlyFull(ILogger log, long freeMiB);

    [LoggerMessage(1105, LogLevel.Information, "space returned on the broker's disk: the pool takes entries again")]
    internal static partial void SpaceReturned(ILogger log);

    [LoggerMessage(1106, LogLevel.Warning, "the pool's limits could not be set: {Reason}")]
    internal static partial void LimitsNotSet(ILogger log, string reason);

    [LoggerMessage(1107, LogLevel.Warning,
        "pool.maxBytes is {AskedBytes} now, was {PresentBytes}, and is not lowered: the broker would drop old entries")]
    internal static partial void LimitNotLowered(ILogger log, long askedBytes, long presentBytes);

    [LoggerMessage(1108, LogLevel.Warning,
        "the broker's clock is {AheadSeconds:0.0} s ahead of this host's: run a time service on both, such as chrony")]
    internal static partial void ClocksApart(ILogger log, double aheadSeconds);
}
