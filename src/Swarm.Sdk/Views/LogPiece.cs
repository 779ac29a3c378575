namespace Swarm.Sdk.Views;

/// <summary>A piece of what a program said.</summary>
/// <param name="Content">The bytes as they were written.</param>
/// <param name="IsError">Whether they came on its error stream.</param>
public sealed record LogPiece(ReadOnlyMemory<byte> Content, bool IsError);
