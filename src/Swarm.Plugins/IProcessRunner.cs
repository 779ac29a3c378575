namespace Swarm.Plugins;

/// <summary>Starts programs, each in a process group of its own, and waits for them.</summary>
public interface IProcessRunner
{
    /// <summary>
    /// Runs a program to its end. At the time limit and on cancellation the whole group gets SIGTERM, then SIGKILL.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was canceled; nothing of it runs any more.</exception>
    ValueTask<ProcessResult> RunAsync(ProcessSpec process, CancellationToken cancellationToken);
}
