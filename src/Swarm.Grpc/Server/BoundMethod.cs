namespace Swarm.Grpc.Server;

/// <summary>A method with its answer, no longer typed: what the dispatch runs.</summary>
/// <param name="Path">The HTTP path.</param>
/// <param name="ClientStreams">Whether the request may take as long as it likes.</param>
/// <param name="Limits">The largest messages.</param>
/// <param name="Body">Reads, answers and writes.</param>
internal sealed record BoundMethod(string Path, bool ClientStreams, GrpcLimits Limits, Func<ServerCall, Task> Body);
