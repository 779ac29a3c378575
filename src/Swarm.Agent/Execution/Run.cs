using Swarm.Agent.Fabric;
using Swarm.Agent.Telemetry;
using Swarm.Core;
using Swarm.Plugins;

namespace Swarm.Agent.Execution;

/// <summary>
/// One attempt from its order to its end: a workspace, its inputs, its plugin, its outputs, in this order. Every way
/// it can go ends in an outcome.
/// </summary>
internal sealed class Run(RunOrder order, DataFabric fabric, ExecutionTools tools, RunEnvironment environment)
{
    private const int MaxReasonLength = 300;

    private RunFigures _figures = RunFigures.None;
    private IReadOnlyList<StagedInput> _inputs = [];

    /// <summary>The attempt's private folder; on disk only if it needs one.</summary>
    internal Workspace Workspace { get; } = new(fabric.Folders, order, fabric.BeginUse());

    /// <summary>Runs the attempt.</summary>
    /// <param name="advance">Told when it begins to stage and when it begins to run.</param>
    /// <param name="cancellationToken">Ends everything that was started.</param>
    /// <exception cref="OperationCanceledException">It was canceled; nothing of it runs any more.</exception>
    internal async ValueTask<ActivityOutcome> RunAsync(
        Func<ActivityState, ValueTask> advance, CancellationToken cancellationToken)
    {
        if (tools.Plugins.Find(order.Spec.Plugin) is not { } plugin)
        {
            return Failed(ErrorCode.PluginRefused, $"agent '{tools.Agent}' has no plugin '{order.Spec.Plugin}'");
        }

        try
        {
            return await TraceAsync("materialise", () => StageAsync(plugin, advance, cancellationToken))
                ?? await TraceAsync("execute", () => ExecuteAsync(plugin, cancellationToken))
                ?? (await TraceAsync("keep", async () => await KeepAsync(cancellationToken)))!;
        }
        catch (SwarmException failure)
        {
            return Failed(failure.Code, failure.Message);
        }
        catch (IOException failure)
        {
            SwarmException told = DiskFailure.Of(failure, Workspace.Root);
            return Failed(told.Code, told.Message);
        }
        catch (UnauthorizedAccessException refused)
        {
            return Failed(
                ErrorCode.TransferFailed,
                $"the agent's user may not do this below '{fabric.Folders.Root}': "
                + Printable.Of(refused.Message, MaxReasonLength));
        }
    }

    private async ValueTask<ActivityOutcome?> TraceAsync(string name, Func<ValueTask<ActivityOutcome?>> stage)
    {
        using SwarmTelemetry.Span span = SwarmTelemetry.Stage(name, order);
        try
        {
            ActivityOutcome? ended = await stage();
            if (ended is ActivityOutcome.Failed failed)
            {
                span.Fail(failed.Code, failed.Message);
            }

            return ended;
        }
        catch (SwarmException failure)
        {
            span.Fail(failure.Code, failure.Message);
            throw;
        }
    }

    private async ValueTask<ActivityOutcome?> StageAsync(
        IActivityPlugin plugin, Func<ActivityState, ValueTask> advance, CancellationToken cancellationToken)
    {
        ActivitySpec spec = order.Spec;
        if (spec.Inputs.Count > 0 || spec.Outputs.Count > 0 || plugin.NeedsFolder(spec))
        {
            Workspace.Create();
            long start = tools.Time.GetTimestamp();
            Staging staging = await fabric.MaterialiseAsync(
                Workspace, () => advance(ActivityState.StagingIn), cancellationToken);
            _figures = _figures with { StagedBytes = staging.StagedBytes, StagingMicros = MicrosSince(start) };
            if (staging.Ended is { } ended)
            {
                return ended is ActivityOutcome.Failed failed ? failed with { Figures = _figures } : ended;
            }

            _inputs = staging.Inputs;
        }

        await advance(ActivityState.Running);
        return null;
    }

    private async ValueTask<ActivityOutcome?> ExecuteAsync(IActivityPlugin plugin, CancellationToken cancellationToken)
    {
        ArgumentExpansion expansion = new(Workspace, _inputs);
        ActivityContext context = new()
        {
            Id = order.Activity,
            Attempt = order.Attempt,
            Spec = order.Spec,
            Arguments = [.. order.Spec.Arguments.Select(expansion.Expand)],
            WorkingDirectory = Workspace.WorkingDir,
            Inputs = _inputs,
            OutputPaths = [.. Workspace.Outputs.Select(place => place.WorkPath)],
            Environment = environment.Of(Workspace),
            OutputLogPath = Workspace.OutputLog,
            ErrorLogPath = Workspace.ErrorLog,
            Processes = tools.Processes,
            Time = tools.Time,
        };
        long start = tools.Time.GetTimestamp();
        PluginOutcome outcome = await PluginCall.RunInTimeAsync(plugin, context, cancellationToken);
        _figures = _figures with { RunMicros = MicrosSince(start) };
        return outcome.IsDone ? null : Failed(Cause(outcome), outcome.Message);
    }

    // A program can only say that it failed; that the disk is full is no fault of its own, and another agent may have
    // room.
    private ErrorCode Cause(PluginOutcome outcome) =>
        outcome.Code is ErrorCode.ExitCode or ErrorCode.Signal
            && Workspace.IsCreated
            && DiskFailure.IsOutOfRoom(Workspace.Root)
            ? ErrorCode.DiskFull
            : outcome.Code;

    private async ValueTask<ActivityOutcome> KeepAsync(CancellationToken cancellationToken)
    {
        long start = tools.Time.GetTimestamp();
        OutputManifest manifest = await fabric.KeepAsync(Workspace, cancellationToken);
        _figures = _figures with { KeepMicros = MicrosSince(start) };
        return new ActivityOutcome.Succeeded(manifest, _figures);
    }

    private ActivityOutcome.Failed Failed(ErrorCode code, string message) => new(code, message, _figures);

    private long MicrosSince(long start) => (long)tools.Time.GetElapsedTime(start).TotalMicroseconds;
}
