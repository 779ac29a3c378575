namespace Swarm.Agent.Fabric;

/// <summary>What travels for one attempt: says once that something does, and adds up how much.</summary>
internal sealed class Travel(Func<ValueTask> announce)
{
    private long _bytes;
    private int _announced;

    /// <summary>How much came.</summary>
    internal long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Something has to travel.</summary>
    internal ValueTask BeginAsync() =>
        Interlocked.Exchange(ref _announced, 1) == 0 ? announce() : ValueTask.CompletedTask;

    /// <summary>It came.</summary>
    internal void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);
}
