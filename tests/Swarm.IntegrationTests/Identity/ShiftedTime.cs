namespace Swarm.IntegrationTests.Identity;

/// <summary>The system's clock, wrong by as much as a test says; everything else is as it is.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    public TimeSpan By { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + By;
}
