namespace Swarm.IntegrationTests.Fabric;

/// <summary>A clock that a test can set forward; between its steps it stands still.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private long _ticks = System.GetUtcNow().UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    internal void Advance(TimeSpan step) => Interlocked.Add(ref _ticks, step.Ticks);
}
