using System.Collections.Concurrent;
using System.Diagnostics;

namespace Swarm.Tests;

/// <summary>A program that a test runs beside itself; what it says is kept, line by line.</summary>
internal sealed class ChildProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _error = new();

    private ChildProgram(Process process) => _process = process;

    internal int ProcessId => _process.Id;

    internal bool HasExited => _process.HasExited;

    /// <summary>What it wrote to standard output so far.</summary>
    internal IReadOnlyList<string> Output => [.. _output];

    /// <summary>What it wrote to standard error so far.</summary>
    internal IReadOnlyList<string> Error => [.. _error];

    /// <summary>Starts a program.</summary>
    internal static ChildProgram Start(
        IReadOnlyList<string> command,
        IEnumerable<KeyValuePair<string, string?>> variables,
        string? folder = null,
        string? input = null)
    {
        ProcessStartInfo start = new(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? "",
        };
        foreach ((string name, string? value) in variables)
        {
            start.Environment[name] = value;
        }

        Process process = new() { StartInfo = start };
        ChildProgram program = new(process);
        process.OutputDataReceived += (_, line) => Keep(program._output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(program._error, line.Data);
        process.Start();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return program;
    }

    /// <summary>Waits for its end; the answer is what it said and its exit code.</summary>
    /// <exception cref="TimeoutException">It did not end in time; it is killed then.</exception>
    internal async Task<CommandResult> WaitAsync(TimeSpan limit)
    {
        using CancellationTokenSource late = new(limit);
        try
        {
            await _process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"'{string.Join(' ', _process.StartInfo.ArgumentList)}' did not end within {limit.TotalSeconds} s; "
                + $"it said:\n{string.Join('\n', _output)}\n{string.Join('\n', _error)}");
        }

        return new CommandResult(_process.ExitCode, string.Join('\n', _output), string.Join('\n', _error));
    }

    /// <summary>Ends it at once, without a word.</summary>
    internal async Task KillAsync()
    {
        Signals.Kill(ProcessId);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
