using Google.Protobuf;

namespace Swarm.Protocol;

/// <summary>
/// Parses messages that come from outside. Every one of them is parsed here and not by the protobuf library alone,
/// which some malformed lengths mislead.
/// </summary>
public static class WireParser
{
    /// <summary>Parses one message that fills all of the bytes.</summary>
    /// <exception cref="FormatException">The bytes are no such message.</exception>
    public static T Parse<T>(MessageParser<T> parser, ReadOnlySpan<byte> bytes)
        where T : IMessage<T>, new()
    {
        RequireShape<T>(bytes);
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException bad)
        {
            throw new FormatException($"the bytes are no {typeof(T).Name}: {bad.Message}", bad);
        }
    }

    /// <summary>Refuses bytes that cannot be a message of this type because a length in them is wrong.</summary>
    /// <exception cref="FormatException">They cannot.</exception>
    internal static void RequireShape<T>(ReadOnlySpan<byte> bytes)
        where T : IMessage<T>, new()
    {
        if (!Shape<T>.Value.Fits(bytes))
        {
            throw new FormatException($"the bytes are no {typeof(T).Name}: a length in them is wrong");
        }
    }

    /// <summary>Keeps the shape of a message type once it is known.</summary>
    private static class Shape<T>
        where T : IMessage<T>, new()
    {
        internal static WireShape Value { get; } = WireShape.Of(new T().Descriptor);
    }
}
