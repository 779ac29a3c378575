using System.Threading.Channels;
using Swarm.Core;

namespace Swarm.Agent;

/// <summary>
/// The one queue into the deciding loop. The log and the runs wait for room; peers do not: what they say is repeated
/// by protocol, so it is dropped and counted.
/// </summary>
public sealed class AgentMailbox
{
    private const int Capacity = 16_384;

    private readonly Channel<AgentInput> _inputs = Channel.CreateBounded<AgentInput>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private long _dropped;

    /// <summary>How many inputs of peers were dropped.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>How many inputs wait.</summary>
    public int Depth => _inputs.Reader.Count;

    internal ChannelReader<AgentInput> Reader => _inputs.Reader;

    /// <summary>Puts an input in, waiting for room.</summary>
    public ValueTask PostAsync(AgentInput input, CancellationToken cancellationToken) =>
        _inputs.Writer.WriteAsync(input, cancellationToken);

    /// <summary>Puts a peer's input in if there is room.</summary>
    public void PostOrDrop(AgentInput input)
    {
        if (!_inputs.Writer.TryWrite(input))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    internal void Close() => _inputs.Writer.TryComplete();
}
