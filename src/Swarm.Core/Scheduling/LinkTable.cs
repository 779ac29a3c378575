namespace Swarm.Core.Scheduling;

/// <summary>How fast data comes from each agent, as transfers measured it.</summary>
internal sealed class LinkTable(long unknownBytesPerSecond)
{
    private const long MinMeasuredBytes = 256 * 1024;

    private readonly SortedDictionary<AgentId, long> _bytesPerSecond = [];

    /// <summary>Takes note of a transfer. Small ones measure the round trip, not the link, and are left out.</summary>
    internal void Add(AgentId holder, long bytes, long micros)
    {
        if (bytes < MinMeasuredBytes || micros <= 0)
        {
            return;
        }

        long rate = (long)(bytes * 1e6 / micros);
        _bytesPerSecond[holder] = _bytesPerSecond.TryGetValue(holder, out long mean) ? (mean * 3 + rate) / 4 : rate;
    }

    /// <summary>How long some bytes take from an agent, in microseconds.</summary>
    internal long MicrosFor(AgentId holder, long bytes) =>
        (long)(bytes * 1e6 / Math.Max(1, _bytesPerSecond.GetValueOrDefault(holder, unknownBytesPerSecond)));
}
