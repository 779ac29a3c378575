using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Swarm.Protocol;

/// <summary>
/// Parses messages that come from outside. Every one of them is parsed here and not by the protobuf library alone,
/// which some malformed lengths mislead.
/// </summary>
public static class WireParser
{
    private static readonly ConcurrentDictionary<MessageDescriptor, WireShape> s_shapes = new();

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

    /// <summary>
    /// Refuses bytes that cannot be a message of this kind because a length in them is wrong: whatever parses messages
    /// by other means asks first.
    /// </summary>
    /// <exception cref="FormatException">They cannot.</exception>
    public static void RequireShape(MessageDescriptor message, ReadOnlySpan<byte> bytes) =>
        Require(s_shapes.GetOrAdd(message, WireShape.Of), message.Name, bytes);

    /// <summary>Refuses bytes that cannot be a message of this type because a length in them is wrong.</summary>
    /// <exception cref="FormatException">They cannot.</exception>
    internal static void RequireShape<T>(ReadOnlySpan<byte> bytes)
        where T : IMessage<T>, new() => Require(Shape<T>.Value, typeof(T).Name, bytes);

    private static void Require(WireShape shape, string name, ReadOnlySpan<byte> bytes)
    {
        if (!shape.Fits(bytes))
        {
            throw new FormatException($"the bytes are no {name}: a length in them is wrong");
        }
    }

    /// <summary>Keeps the shape of a message type once it is known.</summary>
    private static class Shape<T>
        where T : IMessage<T>, new()
    {
        internal static WireShape Value { get; } = WireShape.Of(new T().Descriptor);
    }
}
