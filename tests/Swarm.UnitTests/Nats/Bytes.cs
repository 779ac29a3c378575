using System.Buffers;

namespace Swarm.UnitTests.Nats;

/// <summary>Bytes in one piece or many.</summary>
internal static class Bytes
{
    /// <summary>The same bytes as a sequence of segments whose lengths follow the cuts.</summary>
    internal static ReadOnlySequence<byte> Split(byte[] bytes, IReadOnlyList<int> cuts)
    {
        var first = new Segment(default, 0);
        Segment last = first;
        var at = 0;
        for (var i = 0; at < bytes.Length; i++)
        {
            int length = cuts.Count == 0 ? bytes.Length : Math.Abs(cuts[i % cuts.Count] % 17);
            length = Math.Min(length == 0 && i >= cuts.Count ? 1 : length, bytes.Length - at);
            last = last.Append(bytes.AsMemory(at, length));
            at += length;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        internal Segment(ReadOnlyMemory<byte> memory, long runningIndex)
        {
            Memory = memory;
            RunningIndex = runningIndex;
        }

        internal Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
