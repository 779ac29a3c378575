using Google.Protobuf.Reflection;

namespace Swarm.Protocol;

/// <summary>
/// Knows which fields of a message hold messages, and so can tell, before anything is made of some bytes, whether every
/// length in them stays within what is there.
/// </summary>
/// <remarks>
/// The protobuf library (3.25) adds a nested length to its position without looking for overflow. A length near 2^31
/// then moves its end beyond the bytes: thirty of them made it allocate two gigabytes, or stumble over the end of the
/// array. Whoever looks first keeps both out. Groups, which no version of the contract has, are refused too.
/// </remarks>
internal sealed class WireShape
{
    private const int MaxVarintBits = 64;

    private readonly WireShape?[] _parts;

    private WireShape(WireShape?[] parts) => _parts = parts;

    /// <summary>The shape of a message. The contract has no message that contains itself.</summary>
    internal static WireShape Of(MessageDescriptor message)
    {
        IList<FieldDescriptor> fields = message.Fields.InFieldNumberOrder();
        WireShape?[] parts = new WireShape?[fields.Count == 0 ? 0 : fields[^1].FieldNumber + 1];
        foreach (FieldDescriptor field in fields.Where(field => field.FieldType == FieldType.Message))
        {
            parts[field.FieldNumber] = Of(field.MessageType);
        }

        return new WireShape(parts);
    }

    /// <summary>Whether the bytes are fields one after the other, each within them, and so on in each part.</summary>
    internal bool Fits(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (!TryReadVarint(ref bytes, out ulong tag) || tag > uint.MaxValue || !TryPass(ref bytes, tag))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadVarint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (int i = 0; i < bytes.Length && i * 7 < MaxVarintBits; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (i * 7);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }

        return false;
    }

    private static bool TrySkip(ref ReadOnlySpan<byte> bytes, int length)
    {
        bool fits = length <= bytes.Length;
        bytes = fits ? bytes[length..] : bytes;
        return fits;
    }

    private bool TryPass(ref ReadOnlySpan<byte> bytes, ulong tag) => (tag & 7) switch
    {
        0 => TryReadVarint(ref bytes, out _),
        1 => TrySkip(ref bytes, sizeof(ulong)),
        2 => TryPassPart(ref bytes, tag >> 3),
        5 => TrySkip(ref bytes, sizeof(uint)),
        _ => false,
    };

    private bool TryPassPart(ref ReadOnlySpan<byte> bytes, ulong number)
    {
        if (!TryReadVarint(ref bytes, out ulong length) || length > (ulong)bytes.Length)
        {
            return false;
        }

        WireShape? part = number < (ulong)_parts.Length ? _parts[number] : null;
        bool fits = part is null || part.Fits(bytes[..(int)length]);
        bytes = bytes[(int)length..];
        return fits;
    }
}
