using Swarm.Model;
using Swarm.Sdk;
using Swarm.Sdk.Views;

namespace Swarm.Cli.Campaign;

/// <summary>With which exit code a command ends that waited for a campaign.</summary>
internal static class CampaignEnd
{
    /// <summary>0 when all went well, 5 when it was canceled, 6 when nothing but deadlines broke it, else 1.</summary>
    internal static int CodeOf(CampaignReport report) => report.Summary.State switch
    {
        ActivityState.Completed => ExitCode.Done,
        ActivityState.Canceled => ExitCode.Canceled,
        _ when OnlyDeadlines(report.Activities) => ExitCode.DeadlinePassed,
        _ => ExitCode.Failed,
    };

    private static bool OnlyDeadlines(IReadOnlyList<ActivitySummary> activities)
    {
        ActivitySummary[] failed = [.. activities.Where(activity => activity.State == ActivityState.Failed)];
        return failed.Length > 0 && failed.All(activity => activity.Code == ErrorCode.TimedOut);
    }
}
