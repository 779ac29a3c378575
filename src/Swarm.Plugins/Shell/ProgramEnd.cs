using Swarm.Model;

namespace Swarm.Plugins.Shell;

/// <summary>Says in one line how a program ended, with the last lines it said.</summary>
internal static class ProgramEnd
{
    private const int MaxLines = 5;
    private const int MaxTailLength = 1500;

    private static readonly Dictionary<int, string> s_signals = new()
    {
        [1] = "SIGHUP",
        [2] = "SIGINT",
        [3] = "SIGQUIT",
        [4] = "SIGILL",
        [6] = "SIGABRT",
        [7] = "SIGBUS",
        [8] = "SIGFPE",
        [9] = "SIGKILL",
        [11] = "SIGSEGV",
        [13] = "SIGPIPE",
        [15] = "SIGTERM",
        [24] = "SIGXCPU",
        [25] = "SIGXFSZ",
    };

    /// <summary>The outcome of an activity whose program ended in this way.</summary>
    internal static PluginOutcome Describe(ProcessResult result, TimeSpan? limit) => result switch
    {
        { End: ProcessEnd.Exited, ExitCode: 0 } => PluginOutcome.Done,
        { End: ProcessEnd.Exited } => Failed(ErrorCode.ExitCode, $"exit code {result.ExitCode}", result),
        { End: ProcessEnd.Signaled } => Failed(ErrorCode.Signal, $"ended by {SignalName(result.ExitCode)}", result),
        { End: ProcessEnd.TimedOut } => Failed(
            ErrorCode.TimedOut, $"ran longer than its limit of {limit?.TotalSeconds} s", result),
        _ => new PluginOutcome(ErrorCode.CannotStart, result.ErrorTail),
    };

    private static PluginOutcome Failed(ErrorCode code, string what, ProcessResult result)
    {
        bool isSilent = string.IsNullOrWhiteSpace(result.ErrorTail);
        string tail = LastLines(isSilent ? result.OutputTail : result.ErrorTail);
        return new PluginOutcome(
            code, tail.Length == 0 ? what : $"{what}; {(isSilent ? "stdout" : "stderr")} ends: {tail}");
    }

    private static string LastLines(string text)
    {
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string last = string.Join(" | ", lines.TakeLast(MaxLines));
        string cut = last.Length > MaxTailLength ? "…" + last[^MaxTailLength..] : last;
        return Printable.Of(cut, MaxTailLength + 1);
    }

    private static string SignalName(int signal) =>
        s_signals.TryGetValue(signal, out string? name) ? $"signal {signal} ({name})" : $"signal {signal}";
}
