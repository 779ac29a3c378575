namespace Swarm.IntegrationTests.Grpc;

/// <summary>How long a test waits for what must happen: only a broken one ever waits so long.</summary>
internal static class Patience
{
    internal static CancellationToken Seconds => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    internal static CancellationToken Minutes => new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;
}
