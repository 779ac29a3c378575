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

        OutputPipe output = Start(path, process, out OutputPipe error, out ChildProcess? child, out int refused);
        if (child is null)
        {
            return NotStarted(ProgramFinder.Explain(refused, path, process));
        }

        int slot = records.Add(child.Pid);
        try
        {
            child.Watch();
            bool inTime = await EndsInTime(child, process.TimeLimit, cancellationToken);
            int status = await child.Ended;
            await GroupIsGone(child.Pid);
            return Result(status, inTime, output.Tail, error.Tail);
        }
        finally
        {
            records.Remove(slot);
        }
    }

    private static ProcessResult NotStarted(string why) => new(ProcessEnd.NotStarted, 0, "", why);

    private static ProcessResult Result(int status, bool inTime, string output, string error)
    {
        int signal = status & SignalMask;
        int code = signal == 0 ? (status >> 8) & 0xff : signal;
        ProcessEnd end = !inTime ? ProcessEnd.TimedOut : signal == 0 ? ProcessEnd.Exited : ProcessEnd.Signaled;
        return new ProcessResult(end, code, output, error);
    }

    private OutputPipe Start(
        string path, ProcessSpec process, out OutputPipe error, out ChildProcess? child, out int refused)
    {
        (int read, int write) outputEnds = Libc.OpenPipe();
        (int read, int write) errorEnds = Libc.OpenPipe();
        OutputPipe output = new(outputEnds.read, process.OutputPath, options.MaxLogBytes, TailSizeBytes);
        error = new OutputPipe(errorEnds.read, process.ErrorPath, options.MaxLogBytes, TailSizeBytes);
        refused = _spawner.Start(path, process, outputEnds.write, errorEnds.write, out int pid);
        _ = Libc.Close(outputEnds.write);
        _ = Libc.Close(errorEnds.write);
        child = refused == 0 ? new ChildProcess(pid, output, error, _watcher) : null;
        if (child is null)
        {
            _ = Libc.Close(outputEnds.read);
            _ = Libc.Close(errorEnds.read);
        }

        return output;
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
