namespace Swarm.Agent.Peers;

/// <summary>Some of what a program said.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="IsError">Whether it said them on its error stream.</param>
internal sealed record LogPiece(ReadOnlyMemory<byte> Content, bool IsError);
