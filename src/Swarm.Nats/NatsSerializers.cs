using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Swarm.Nats;

/// <summary>Payloads as the three types we use: byte[], ReadOnlyMemory of bytes and string.</summary>
internal static class NatsSerializers
{
    /// <summary>Says early what the reading thread could only say too late.</summary>
    /// <exception cref="NatsException">Payloads cannot be read as this type.</exception>
    internal static void Require<T>()
    {
        if (typeof(T) != typeof(byte[]) && typeof(T) != typeof(ReadOnlyMemory<byte>) && typeof(T) != typeof(string))
        {
            throw Unknown<T>();
        }
    }

    internal static ReadOnlyMemory<byte> Write<T>(T data)
    {
        if (typeof(T) == typeof(ReadOnlyMemory<byte>))
        {
            return Unsafe.As<T, ReadOnlyMemory<byte>>(ref data);
        }

        return data switch
        {
            null => default,
            byte[] bytes => bytes,
            string text => Encoding.UTF8.GetBytes(text),
            Memory<byte> memory => memory,
            _ => throw Unknown<T>(),
        };
    }

    internal static T Read<T>(ReadOnlySequence<byte> payload)
    {
        if (typeof(T) == typeof(byte[]))
        {
            return (T)(object)Copy(payload);
        }

        if (typeof(T) == typeof(ReadOnlyMemory<byte>))
        {
            var memory = new ReadOnlyMemory<byte>(Copy(payload));
            return Unsafe.As<ReadOnlyMemory<byte>, T>(ref memory);
        }

        return typeof(T) == typeof(string) ? (T)(object)Encoding.UTF8.GetString(payload) : throw Unknown<T>();
    }

    private static byte[] Copy(ReadOnlySequence<byte> payload) => payload.IsEmpty ? [] : payload.ToArray();

    private static NatsException Unknown<T>() =>
        new($"a payload is byte[], ReadOnlyMemory<byte> or string, not {typeof(T).Name}: encode it first");
}
