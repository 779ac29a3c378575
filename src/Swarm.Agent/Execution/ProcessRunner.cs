using Swarm.Plugins;

namespace Swarm.Agent.Execution;

/// <summary>Starts programs on Linux, each the leader of a session and group of its own, and waits for them.</summary>
internal sealed class ProcessRunner(ExecutionOptions options, RunRecords records, TimeProvider time)
    : IProcessRunner, IDisposable
{
    private const int TailSizeBytes = 64 * 1024;
    private const int SignalMask = 0x7f;
    private const int MaxLooks = 100;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    // Longer limits than the system's timers take are none.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(49);

    private readonly ChildWatcher _watcher = new();
    private readonly Spawner _spawner = new();

    /// <inheritdoc/>
    public void Dispose()
    {
        _watcher.Dispose();
        _spawner.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask<ProcessResult> RunAsync(ProcessSpec process, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (ProgramFinder.Find(process) is not { } path)
        {
            return NotStarted(ProgramFinder.NotFound(process));
        }

        int slot = records.Reserve();
        try
        {
            (ChildProcess? child, int refused) = await StartWhenWritten(path, process, cancellationToken);
            if (child is null)
            {
                return NotStarted(ProgramFinder.Explain(refused, path, process));
            }

            await RecordAsync(slot, child);
            bool inTime = await EndsInTime(child, process.TimeLimit, cancellationToken);
            int status = await child.Ended;
            await GroupIsGone(child.Pid);
            return Result(status, inTime, child);
        }
        finally
        {
            records.Free(slot);
        }
    }

    private static ProcessResult NotStarted(string why) => new(ProcessEnd.NotStarted, 0, "", why);

    private static ProcessResult Result(int status, bool inTime, ChildProcess child)
    {
        int signal = status & SignalMask;
        int code = signal == 0 ? (status >> 8) & 0xff : signal;
        ProcessEnd end = !inTime ? ProcessEnd.TimedOut : signal == 0 ? ProcessEnd.Exited : ProcessEnd.Signaled;
        return new ProcessResult(end, code, child.OutputTail, child.ErrorTail);
    }

    // Between its fork and its exec, a program that is started beside this one holds all that this agent has open: also
    // a file that is just being written, which no system executes until then.
    private async ValueTask<(ChildProcess? Child, int Refused)> StartWhenWritten(
        string path, ProcessSpec process, CancellationToken cancellationToken)
    {
        ChildProcess? child = Start(path, process, out int refused);
        for (int look = 0; refused == Libc.TextBusy && look < MaxLooks; look++)
        {
            await Task.Delay(s_look, time, cancellationToken);
            child = Start(path, process, out refused);
        }

        return (child, refused);
    }

    // Null when the system refused to start it. What was opened for it is closed on every way out.
    private ChildProcess? Start(string path, ProcessSpec process, out int refused)
    {
        Stack<int> opened = new();
        try
        {
            (OutputPipe output, int outputEnd) = Open(process.OutputPath, opened);
            (OutputPipe error, int errorEnd) = Open(process.ErrorPath, opened);
            refused = _spawner.Start(path, process, outputEnd, errorEnd, out int pid);
            if (refused != 0)
            {
                return null;
            }

            ChildProcess child = ChildProcess.Adopt(pid, output, error, _watcher);
            opened = new Stack<int>([outputEnd, errorEnd]);
            child.Watch();
            return child;
        }
        finally
        {
            while (opened.TryPop(out int descriptor))
            {
                _ = Libc.Close(descriptor);
            }
        }
    }

    private (OutputPipe Pipe, int WriteEnd) Open(string? path, Stack<int> opened)
    {
        (int read, int write) = Libc.OpenPipe();
        opened.Push(read);
        opened.Push(write);
        return (new OutputPipe(read, path, options.MaxLogBytes, TailSizeBytes), write);
    }

    // What cannot be recorded must not run: a restarted agent would not find it.
    private async Task RecordAsync(int slot, ChildProcess child)
    {
        try
        {
            records.Set(slot, child.Pid);
        }
        catch (IOException)
        {
            child.Signal(Libc.SignalKill);
            await child.Ended;
            throw;
        }
    }

    private async Task<bool> EndsInTime(ChildProcess child, TimeSpan? limit, CancellationToken cancellationToken)
    {
        TimeSpan wait = limit is { } some && some < s_longest ? some : Timeout.InfiniteTimeSpan;
        try
        {
            await child.Ended.WaitAsync(wait, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            await End(child);
            return false;
        }
        catch (OperationCanceledException)
        {
            await End(child);
            await GroupIsGone(child.Pid);
            throw;
        }
    }

    private async Task End(ChildProcess child)
    {
        child.Signal(Libc.SignalTerminate);
        try
        {
            await child.Ended.WaitAsync(options.KillGrace, time, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            child.Signal(Libc.SignalKill);
            await child.Ended;
        }
    }

    // The group was killed with its leader's end; those who were in it need a moment to go. Nobody is there as a rule.
    private async Task GroupIsGone(int group)
    {
        for (int look = 0; look < MaxLooks && ProcessTable.AnyoneIn(group); look++)
        {
            await Task.Delay(s_look, time, CancellationToken.None);
        }
    }
}
