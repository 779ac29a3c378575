using Xunit.Abstractions;

namespace Swarm.Faults;

/// <summary>What a run says of itself; it is kept with the logs of a run that failed.</summary>
internal sealed class Talk(TimeProvider time) : ITestOutputHelper
{
    private readonly List<string> _lines = [];

    internal IReadOnlyList<string> Lines => _lines;

    public void WriteLine(string message) => _lines.Add(message);

    public void WriteLine(string format, params object[] args) => WriteLine(string.Format(format, args));

    /// <summary>Says something with the time, so that it can be laid beside the daemons' logs.</summary>
    internal void Say(string text) => WriteLine($"{time.GetUtcNow():HH:mm:ss.fff} {text}");
}
