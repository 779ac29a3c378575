namespace Swarm.Cli;

/// <summary>This host cannot run an agent as it is configured.</summary>
/// <param name="message">One line for each problem, with the remedy.</param>
/// <param name="inner">What caused it, if another failure did.</param>
internal sealed class HostUnfitException(string message, Exception? inner = null) : Exception(message, inner);
