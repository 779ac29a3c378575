namespace Swarm.Agent.Execution;

/// <summary>An attempt that was started: whether it goes on, was asked to end, or has ended.</summary>
internal sealed class RunState : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly Lock _gate = new();
    private bool _canceled;
    private bool _ended;

    internal RunState(Run run, CancellationToken stopping)
    {
        Run = run;
        _source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Token = _source.Token;
    }

    /// <summary>The attempt.</summary>
    internal Run Run { get; }

    /// <summary>Ends it.</summary>
    internal CancellationToken Token { get; }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    /// <summary>Asks it to end without an answer; false when it has ended already.</summary>
    internal bool TryCancel()
    {
        lock (_gate)
        {
            _canceled = true;
            return !_ended;
        }
    }

    /// <summary>It has ended; false when its answer is not wanted any more.</summary>
    internal bool TryEnd()
    {
        lock (_gate)
        {
            _ended = true;
            Dispose();
            return !_canceled;
        }
    }

    /// <summary>Ends it, unless it has ended meanwhile.</summary>
    internal Task CancelAsync()
    {
        lock (_gate)
        {
            // Asynchronously, so that nothing of the attempt runs while the gate is held.
            return _ended ? Task.CompletedTask : _source.CancelAsync();
        }
    }
}
