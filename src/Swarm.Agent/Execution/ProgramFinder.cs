using Swarm.Plugins;

namespace Swarm.Agent.Execution;

/// <summary>Finds the file behind a program's name, and says in one line why a program could not start.</summary>
internal static class ProgramFinder
{
    private const string UsualPath = "/usr/local/bin:/usr/bin:/bin";

    /// <summary>The file to execute, or null when no folder on the program's own PATH has it.</summary>
    internal static string? Find(ProcessSpec process)
    {
        if (process.FileName.Contains('/'))
        {
            return Path.GetFullPath(process.FileName, process.WorkingDirectory);
        }

        foreach (string folder in PathOf(process).Split(':'))
        {
            string candidate = Path.Combine(process.WorkingDirectory, folder, process.FileName);
            if (Libc.Access(candidate, Libc.ExecuteAccess) == 0 && !Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>Why it is not on PATH.</summary>
    internal static string NotFound(ProcessSpec process) =>
        process.FileName.Length == 0
            ? "the program's name is empty; write a name or a path"
            : $"'{Show(process.FileName)}' is not on PATH ({Printable.Of(PathOf(process), 200)}); install it on this "
                + "agent, or write its path";

    /// <summary>Why the system refused.</summary>
    internal static string Explain(int error, string path, ProcessSpec process) => error switch
    {
        Libc.NoEntry => ExplainMissing(path, process),
        Libc.AccessDenied when Directory.Exists(path) => $"'{Show(process.FileName)}' is a folder; name a program",
        Libc.AccessDenied =>
            $"'{Show(process.FileName)}' is not executable; chmod +x it, or declare it as an executable input",
        Libc.NoExec =>
            $"'{Show(process.FileName)}' is no program for this machine; a script begins with a line such as #!/bin/sh",
        Libc.TooBig =>
            $"its arguments and environment have {SizeOf(process)} bytes, more than this system carries over; "
            + "put them in a file and .Reads(...) that",
        Libc.TryAgain or Libc.NoMemory =>
            $"this machine starts no more processes now (errno {error}); raise 'ulimit -u' or the memory limit",
        _ => $"'{Show(process.FileName)}' cannot be started: "
            + System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error) + $" (errno {error})",
    };

    private static string ExplainMissing(string path, ProcessSpec process)
    {
        if (!Directory.Exists(process.WorkingDirectory))
        {
            return $"the working directory '{Show(process.WorkingDirectory)}' does not exist";
        }

        if (!File.Exists(path))
        {
            return $"'{Show(process.FileName)}' does not exist; .Reads(...) it, or write a path this agent has";
        }

        return InterpreterOf(path) is { } interpreter
            ? $"'{Show(process.FileName)}' asks in its first line for '{Show(interpreter)}', which does not exist "
                + "here; mend that line or install it on this agent"
            : $"'{Show(process.FileName)}' needs a loader that does not exist here; build it for this machine";
    }

    private static string? InterpreterOf(string path)
    {
        Span<byte> head = stackalloc byte[256];
        try
        {
            using FileStream file = File.OpenRead(path);
            string line = System.Text.Encoding.UTF8.GetString(head[..file.Read(head)]).Split('\n')[0];
            return line.StartsWith("#!", StringComparison.Ordinal) ? line[2..].Trim().Split(' ')[0] : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string PathOf(ProcessSpec process) =>
        process.Environment.TryGetValue("PATH", out string? path) && path.Length > 0 ? path : UsualPath;

    private static long SizeOf(ProcessSpec process) =>
        process.Arguments.Sum(argument => (long)System.Text.Encoding.UTF8.GetByteCount(argument) + 1)
        + process.Environment.Sum(pair => (long)System.Text.Encoding.UTF8.GetByteCount(pair.Key + pair.Value) + 2);

    private static string Show(string text) => Printable.Of(text);
}
