namespace Swarm.Plugins;

/// <summary>How a program ended.</summary>
/// <param name="End">In which way.</param>
/// <param name="ExitCode">The exit code, or the number of the signal.</param>
/// <param name="OutputTail">The last of its standard output, at most 64 KiB.</param>
/// <param name="ErrorTail">
/// The last of its standard error, at most 64 KiB; why it could not start, if it could not.
/// </param>
public sealed record ProcessResult(ProcessEnd End, int ExitCode, string OutputTail, string ErrorTail);
