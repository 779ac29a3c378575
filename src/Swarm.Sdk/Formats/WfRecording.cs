using System.Collections.Concurrent;
using Swarm.Sdk.Views;

namespace Swarm.Sdk.Formats;

/// <summary>Makes a WfFormat instance of a campaign that was run.</summary>
public static class WfRecording
{
    private const int PageSize = 1000;
    private const int MaxQuestions = 8;

    /// <summary>Asks the swarm for everything that was measured of a campaign.</summary>
    /// <param name="client">Whom to ask.</param>
    /// <param name="campaign">An id, the beginning of one, a name, or <c>last</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// The instance. Activities that have not ended well are in it without a runtime. Ids have only letters, digits,
    /// '-', '_' and '.', as the format wants them.
    /// </returns>
    /// <exception cref="SwarmException">No agent answers, or it knows no such campaign.</exception>
    public static async Task<WfInstance> ReadAsync(
        SwarmClient client, string campaign, CancellationToken cancellationToken = default)
    {
        CampaignReport report = await client.ShowCampaignAsync(
            campaign, new ActivityPage(0, PageSize), cancellationToken).ConfigureAwait(false);
        string id = report.Summary.Id;
        List<ActivitySummary> activities = [.. report.Activities];
        while (activities.Count < report.Summary.Activities && report.Activities.Count > 0)
        {
            report = await client.ShowCampaignAsync(
                id, new ActivityPage(activities.Count, PageSize), cancellationToken).ConfigureAwait(false);
            activities.AddRange(report.Activities);
        }

        ConcurrentDictionary<int, ActivityReport> reports = new();
        ParallelOptions bound = new() { MaxDegreeOfParallelism = MaxQuestions, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(
            activities,
            bound,
            async (activity, ct) => reports[activity.Index] =
                await client.ShowActivityAsync(id, activity.Name, ct).ConfigureAwait(false)).ConfigureAwait(false);
        AgentRoster roster = await client.AgentsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        return new WfTranscript([.. reports.OrderBy(one => one.Key).Select(one => one.Value)], roster)
            .Write(report.Summary);
    }
}
