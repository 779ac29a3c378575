using System.Collections.Concurrent;
using Swarm.Agent.Fabric;
using Swarm.Core;

namespace Swarm.Agent.Execution;

/// <summary>
/// Runs the attempts that were given to this agent, each a task of its own, and tells the core how each ends. What an
/// attempt left is shown when the log accepted its result, and removed when it did not.
/// </summary>
internal sealed class ActivityRunner : IAsyncDisposable
{
    private static readonly ActivityOutcome s_done =
        new ActivityOutcome.Succeeded(OutputManifest.Empty, RunFigures.None);

    private readonly DataFabric _fabric;
    private readonly ExecutionTools _tools;
    private readonly AgentMailbox _mailbox;
    private readonly RunEnvironment _environment;
    private readonly KeptWorkspaces _kept;
    private readonly ConcurrentDictionary<(ActivityId, Attempt), RunState> _runs = new();
    private readonly TaskSet _tasks = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopToken;
    private int _stopped;

    internal ActivityRunner(
        ExecutionOptions options, ExecutionTools tools, DataFabric fabric, AgentMailbox mailbox)
    {
        _stopToken = _stopping.Token;
        _tools = tools;
        _fabric = fabric;
        _mailbox = mailbox;
        _environment = new RunEnvironment(options, tools.Agent);
        _kept = new KeptWorkspaces(options, fabric.Folders, tools.Time);
    }

    /// <summary>How many tasks have not ended: attempts, and the publishing and removing of what they left.</summary>
    internal int Open => _tasks.Count;

    /// <summary>
    /// Completes with the first failure that nobody foresaw: a bug of ours, for the process to end by.
    /// </summary>
    internal Task<Exception> Failed => _tasks.Failed;

    /// <summary>Starts an attempt; its end comes as <see cref="AgentInput.RunEnded"/>.</summary>
    internal void Start(RunOrder order)
    {
        RunState state = new(new Run(order, _fabric, _tools, _environment), _stopToken);
        if (_runs.TryAdd((order.Activity, order.Attempt), state))
        {
            _tasks.Start(() => RunAsync(order, state));
        }
    }

    /// <summary>Ends an attempt, which then gives no answer; what it left is removed.</summary>
    internal void Cancel(ActivityId activity, Attempt attempt, string reason)
    {
        if (!_runs.TryGetValue((activity, attempt), out RunState? state))
        {
            return;
        }

        Log.RunCanceled(_tools.Logger, activity, attempt, reason);
        if (!state.TryCancel())
        {
            Discard(activity, attempt);
            return;
        }

        _tasks.Start(state.CancelAsync);
    }

    /// <summary>
    /// The log accepted an attempt's result: what it left becomes visible, even if an earlier process ran it.
    /// </summary>
    internal void Publish(ActivityId activity, Attempt attempt)
    {
        bool isOwn = _runs.TryRemove((activity, attempt), out RunState? state);
        if (isOwn ? state!.Run.Workspace.IsCreated : PublishItem.IsIn(_fabric.Folders.Run(activity, attempt)))
        {
            _tasks.Start(() => PublishAsync(activity, attempt, state));
        }
    }

    /// <summary>
    /// An attempt's result is of no use: what it left is removed, even if an earlier process ran it.
    /// </summary>
    internal void Discard(ActivityId activity, Attempt attempt)
    {
        string folder = _fabric.Folders.Run(activity, attempt);
        bool isOwn = _runs.TryRemove((activity, attempt), out RunState? state);
        if (isOwn ? state!.Run.Workspace.IsCreated : PublishItem.IsIn(folder))
        {
            _tasks.Start(() => RemoveAsync(folder, state));
        }
    }

    /// <summary>
    /// Ends all attempts, SIGTERM first and SIGKILL after the grace, hands them back, and waits for everything that was
    /// started.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _tasks.WhenAllAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync(RunOrder order, RunState state)
    {
        ActivityOutcome outcome;
        try
        {
            outcome = _tools.WhyNot(order.Activity.Campaign) is { } refusal
                ? new ActivityOutcome.Failed(ErrorCode.NotAllowed, refusal, RunFigures.None)
                : await state.Run.RunAsync(
                stage => _mailbox.PostAsync(
                    new AgentInput.RunAdvanced(new RunReport(order.Activity, order.Attempt, stage)), state.Token),
                state.Token);
        }
        catch (OperationCanceledException)
        {
            outcome = new ActivityOutcome.Released(ErrorCode.Draining, $"agent '{_tools.Agent}' was stopped");
        }

        bool isWanted = state.TryEnd();
        if (outcome is not ActivityOutcome.Succeeded || !isWanted)
        {
            _runs.TryRemove((order.Activity, order.Attempt), out _);
            _kept.Settle(state.Run.Workspace, outcome);
        }

        if (isWanted)
        {
            await TellAsync(new RunResult(order.Activity, order.Attempt, outcome));
        }
    }

    private async Task TellAsync(RunResult result)
    {
        try
        {
            await _mailbox.PostAsync(new AgentInput.RunEnded(result), CancellationToken.None);
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            // Nobody decides any more: the process is ending, and its view will leave it out.
        }
    }

    private async Task PublishAsync(ActivityId activity, Attempt attempt, RunState? state)
    {
        string folder = _fabric.Folders.Run(activity, attempt);
        try
        {
            await _fabric.PublishAsync(folder, CancellationToken.None);
            await RemoveAsync(folder, state);
        }
        catch (Exception failure) when (failure is SwarmException or IOException or UnauthorizedAccessException)
        {
            Log.NotPublished(_tools.Logger, activity, attempt, failure.Message);
        }
    }

    private Task RemoveAsync(string folder, RunState? state)
    {
        if (state is null)
        {
            FolderRemoval.Remove(folder);
        }
        else
        {
            _kept.Settle(state.Run.Workspace, s_done);
        }

        return Task.CompletedTask;
    }
}
