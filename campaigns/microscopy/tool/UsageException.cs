namespace Microscopy;

/// <summary>The command line asked for something this program does not do; the message names the remedy.</summary>
internal sealed class UsageException(string message) : Exception(message);
