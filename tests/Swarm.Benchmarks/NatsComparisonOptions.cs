namespace Swarm.Benchmarks;

/// <summary>How much is published, and how often the legs alternate.</summary>
/// <param name="Legs">Pairs of legs; the median of them is reported.</param>
/// <param name="PlainCount">Messages of a leg of plain publishes.</param>
/// <param name="StoredCount">Messages of a leg of pipelined acknowledged publishes.</param>
/// <param name="OneAtATimeCount">Messages of a leg of acknowledged publishes one at a time.</param>
internal sealed record NatsComparisonOptions(
    int Legs = 5, int PlainCount = 4_000_000, int StoredCount = 100_000, int OneAtATimeCount = 10_000);
