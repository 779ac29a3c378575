namespace Swarm.Agent.Execution;

/// <summary>A running program: the leader of its group, its two outputs, and its end.</summary>
internal sealed class ChildProcess
{
    private readonly ChildWatcher _watcher;
    private readonly OutputPipe _output;
    private readonly OutputPipe _error;
    private readonly int _end;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _outputOpen = true;
    private bool _errorOpen = true;
    private bool _reaped;

    /// <summary>Takes over a program that was just started.</summary>
    internal ChildProcess(int pid, OutputPipe output, OutputPipe error, ChildWatcher watcher)
    {
        Pid = pid;
        _output = output;
        _error = error;
        _watcher = watcher;
        _end = Libc.OpenProcess(pid);
    }

    /// <summary>Its process id, which is its group's too.</summary>
    internal int Pid { get; }

    /// <summary>The status the system gives of its end, when it and all output of its group were taken.</summary>
    internal Task<int> Ended => _ended.Task;

    /// <summary>Begins to take its output and to wait for its end.</summary>
    internal void Watch()
    {
        _watcher.Watch(_output.Descriptor, buffer => OnOutput(_output, ref _outputOpen, buffer));
        _watcher.Watch(_error.Descriptor, buffer => OnOutput(_error, ref _errorOpen, buffer));
        _watcher.Watch(_end, OnEnd);
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

    private void OnOutput(OutputPipe pipe, ref bool isOpen, byte[] buffer)
    {
        if (isOpen && !pipe.TryRead(buffer))
        {
            Close(pipe, ref isOpen);
        }
    }

    private void OnEnd(byte[] buffer)
    {
        int status;
        lock (_gate)
        {
            if (_reaped)
            {
                return;
            }

            // The leader is dead but not reaped, so the group's number is still its own: nobody it left behind
            // outlives it.
            Libc.SignalGroup(Pid, Libc.SignalKill);
            Finish(_output, ref _outputOpen, buffer);
            Finish(_error, ref _errorOpen, buffer);
            _ = Libc.WaitPid(Pid, out status, 0);
            _reaped = true;
        }

        _watcher.Close(_end);
        _ended.SetResult(status);
    }

    private void Finish(OutputPipe pipe, ref bool isOpen, byte[] buffer)
    {
        if (isOpen)
        {
            pipe.Drain(buffer);
            Close(pipe, ref isOpen);
        }

        pipe.Dispose();
    }

    private void Close(OutputPipe pipe, ref bool isOpen)
    {
        isOpen = false;
        _watcher.Close(pipe.Descriptor);
    }
}
