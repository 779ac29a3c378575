using Google.Protobuf.Reflection;

namespace Swarm.Grpc;

/// <summary>
/// Looks at the bytes of a message from the other side before the protobuf library does, which some malformed lengths
/// mislead into taking gigabytes of memory.
/// </summary>
/// <param name="message">What the bytes claim to be.</param>
/// <param name="bytes">All bytes of one message.</param>
/// <exception cref="FormatException">The bytes are no such message; the call ends with INTERNAL.</exception>
public delegate void GrpcMessageGuard(MessageDescriptor message, ReadOnlySpan<byte> bytes);
