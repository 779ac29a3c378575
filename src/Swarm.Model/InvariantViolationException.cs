namespace Swarm.Model;

/// <summary>
/// A statement about our own code was false: a bug. Nobody handles it; the process ends with exit code 70.
/// </summary>
/// <param name="truth">What should have been true.</param>
public sealed class InvariantViolationException(string truth) : Exception($"invariant broken: {truth}");
