namespace Swarm.Grpc;

/// <summary>The answer to a unary call with the metadata round it.</summary>
/// <typeparam name="TResponse">The message the server sends.</typeparam>
/// <param name="Message">The response.</param>
/// <param name="Headers">Metadata that came before it.</param>
/// <param name="Trailers">Metadata that came after it.</param>
public sealed record GrpcReply<TResponse>(TResponse Message, GrpcMetadata Headers, GrpcMetadata Trailers);
