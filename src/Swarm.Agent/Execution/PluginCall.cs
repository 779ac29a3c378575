using Swarm.Agent.Fabric;
using Swarm.Plugins;

namespace Swarm.Agent.Execution;

/// <summary>The plugin boundary: whatever a plugin throws ends here, as a value.</summary>
internal static class PluginCall
{
    private const int MaxMessageLength = 500;

    private static readonly TimeSpan s_beyond = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(40);

    /// <summary>
    /// Lets a plugin check and run an attempt. One that minds the time limit itself can say more, so it gets some time
    /// beyond it before it is canceled.
    /// </summary>
    internal static async ValueTask<PluginOutcome> RunInTimeAsync(
        IActivityPlugin plugin, ActivityContext context, CancellationToken cancellationToken)
    {
        if (context.Spec.TimeLimit is not { } limit || limit > s_longest)
        {
            return await RunAsync(plugin, context, cancellationToken);
        }

        using CancellationTokenSource late = new(limit + s_beyond, context.Time);
        using CancellationTokenSource either =
            CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            return await RunAsync(plugin, context, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PluginOutcome(ErrorCode.TimedOut, $"ran longer than its limit of {limit.TotalSeconds} s");
        }
    }

    private static async ValueTask<PluginOutcome> RunAsync(
        IActivityPlugin plugin, ActivityContext context, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<string> objections = plugin.Check(context.Spec);
            return objections.Count > 0
                ? new PluginOutcome(ErrorCode.PluginRefused, string.Join("; ", objections))
                : await plugin.ExecuteAsync(context, cancellationToken);
        }
        catch (IOException full) when (DiskFailure.IsFull(full))
        {
            SwarmException told = DiskFailure.Of(full, context.WorkingDirectory);
            return new PluginOutcome(told.Code, told.Message);
        }
        catch (Exception failure) when (!IsOurCancel(failure, cancellationToken))
        {
            return new PluginOutcome(ErrorCode.PluginFailed, Describe(plugin, failure));
        }
    }

    /// <summary>Lets a plugin say what it found on this machine.</summary>
    internal static async ValueTask<PluginReport> ReportAsync(
        IActivityPlugin plugin, CancellationToken cancellationToken)
    {
        try
        {
            return await plugin.ReportAsync(cancellationToken);
        }
        catch (Exception failure) when (!IsOurCancel(failure, cancellationToken))
        {
            return new PluginReport(false, "", [Describe(plugin, failure)]);
        }
    }

    private static bool IsOurCancel(Exception failure, CancellationToken cancellationToken) =>
        failure is OperationCanceledException && cancellationToken.IsCancellationRequested;

    private static string Describe(IActivityPlugin plugin, Exception failure) =>
        $"plugin '{plugin.Name}' failed: {failure.GetType().Name}: {Printable.Of(failure.Message, MaxMessageLength)}";
}
