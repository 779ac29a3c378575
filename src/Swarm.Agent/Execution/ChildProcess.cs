namespace Swarm.Agent.Execution;

/// <summary>A running program: the leader of its group, its two outputs, and its end.</summary>
internal sealed class ChildProcess
{
    private const long Closed = -1;

    private readonly ChildWatcher _watcher;
    private readonly OutputPipe _output;
    private readonly OutputPipe _error;
    private readonly int _end;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _outputWatch;
    private long _errorWatch;
    private long _endWatch;
    private bool _reaped;

    private ChildProcess(int pid, int end, OutputPipe output, OutputPipe error, ChildWatcher watcher)
    {
        Pid = pid;
        _end = end;
        _output = output;
        _error = error;
        _watcher = watcher;
    }

    /// <summary>Its process id, which is its group's too.</summary>
    internal int Pid { get; }

    /// <summary>The last of its standard output.</summary>
    internal string OutputTail => _output.Tail;

    /// <summary>The last of its standard error.</summary>
    internal string ErrorTail => _error.Tail;

    /// <summary>The status the system gives of its end, when it and all output of its group were taken.</summary>
    internal Task<int> Ended => _ended.Task;

    /// <summary>Takes over a program that was just started; one that cannot be taken over is ended.</summary>
    /// <exception cref="IOException">This process has no descriptor left for it.</exception>
    internal static ChildProcess Adopt(int pid, OutputPipe output, OutputPipe error, ChildWatcher watcher)
    {
        try
        {
            return new ChildProcess(pid, Libc.OpenProcess(pid), output, error, watcher);
        }
        catch (IOException)
        {
            Libc.SignalGroup(pid, Libc.SignalKill);
            _ = Libc.WaitPid(pid, out _, 0);
            throw;
        }
    }

    /// <summary>Begins to take its output and to wait for its end; a program that cannot be watched is ended.</summary>
    /// <exception cref="IOException">The system has no more room for that.</exception>
    internal void Watch()
    {
        lock (_gate)
        {
            // Under the gate, so that nobody reads the numbers before they are all there.
            try
            {
                _outputWatch = _watcher.Watch(_output.Descriptor, OnOutput);
                _errorWatch = _watcher.Watch(_error.Descriptor, OnError);
                _endWatch = _watcher.Watch(_end, OnEnd);
            }
            catch (IOException)
            {
                Reap([]);
                throw;
            }
        }
    }

    /// <summary>Sends a signal to the whole group, unless its leader is gone already.</summary>
    internal void Signal(int signal)
    {
        lock (_gate)
        {
            // Once its leader is reaped, the group's number may belong to somebody else.
            if (!_reaped)
            {
                Libc.SignalGroup(Pid, signal);
            }
        }
    }

    private void OnOutput(byte[] buffer) => Read(_output, ref _outputWatch, buffer);

    private void OnError(byte[] buffer) => Read(_error, ref _errorWatch, buffer);

    private void Read(OutputPipe pipe, ref long watch, byte[] buffer)
    {
        lock (_gate)
        {
            if (watch >= 0 && !pipe.TryRead(buffer))
            {
                Close(pipe, ref watch);
            }
        }
    }

    private void OnEnd(byte[] buffer)
    {
        int status;
        lock (_gate)
        {
            status = Reap(buffer);
        }

        _ended.SetResult(status);
    }

    // The leader is dead but not reaped, or is killed here, so the group's number is still its own: nobody it left
    // behind outlives it.
    private int Reap(byte[] buffer)
    {
        Libc.SignalGroup(Pid, Libc.SignalKill);
        Finish(_output, ref _outputWatch, buffer);
        Finish(_error, ref _errorWatch, buffer);
        _ = Libc.WaitPid(Pid, out int status, 0);
        _reaped = true;
        _watcher.Close(_endWatch, _end);
        return status;
    }

    private void Finish(OutputPipe pipe, ref long watch, byte[] buffer)
    {
        if (watch >= 0)
        {
            pipe.Drain(buffer);
            Close(pipe, ref watch);
        }

        pipe.Dispose();
    }

    private void Close(OutputPipe pipe, ref long watch)
    {
        _watcher.Close(watch, pipe.Descriptor);
        watch = Closed;
    }
}
