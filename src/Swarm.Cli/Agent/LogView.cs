namespace Swarm.Cli.Agent;

/// <summary>What part of a log is wanted.</summary>
/// <param name="Lines">The last this many lines.</param>
/// <param name="Follow">And what is added.</param>
internal sealed record LogView(int Lines, bool Follow);
