using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Swarm.Core;

namespace Swarm.Agent;

/// <summary>
/// The one queue into the deciding loop. The log and the runs wait for room; peers do not: what they say is repeated
/// by protocol, so it is dropped and counted. Ticks merge.
/// </summary>
public sealed class AgentMailbox
{
    private const int Capacity = 16_384;

    private readonly Channel<AgentInput> _inputs = Channel.CreateBounded<AgentInput>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private long _dropped;
    private int _tickWaits;

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

    internal void PostTick()
    {
        if (Interlocked.Exchange(ref _tickWaits, 1) == 0 && !_inputs.Writer.TryWrite(AgentInput.Tick.Instance))
        {
            Volatile.Write(ref _tickWaits, 0);
        }
    }

    internal bool TryTake([NotNullWhen(true)] out AgentInput? input)
    {
        bool taken = _inputs.Reader.TryRead(out input);
        if (input is AgentInput.Tick)
        {
            Volatile.Write(ref _tickWaits, 0);
        }

        return taken;
    }

    internal void Close() => _inputs.Writer.TryComplete();
}
