namespace Swarm.Agent.Execution;

/// <summary>
/// Where everything lies below an agent's root. People see <c>campaigns/ID</c> and what is published as
/// <c>AGENT://path</c>; everything of our own is in one hidden folder that no reference may enter.
/// </summary>
internal sealed class AgentFolders(string root)
{
    /// <summary>The first segment of a path that references may not have.</summary>
    internal const string Hidden = ".swarm";

    private volatile string? _prepared;

    /// <summary>The agent's root, absolute.</summary>
    internal string Root { get; } = Path.GetFullPath(root);

    /// <summary>The folder of our own.</summary>
    internal string Own => Path.Combine(Root, Hidden);

    /// <summary>Where content is kept under its digest.</summary>
    internal string Content => Path.Combine(Own, "content");

    /// <summary>Where content that is still coming grows.</summary>
    internal string Partial => Path.Combine(Own, "partial");

    /// <summary>Which content was put here because the broker takes nothing so large.</summary>
    internal string Uploads => Path.Combine(Own, "uploads");

    /// <summary>Where content goes that does not have its digest any more.</summary>
    internal string Quarantine => Path.Combine(Own, "quarantine");

    /// <summary>Where attempts have their private folders.</summary>
    internal string Runs => Path.Combine(Own, "runs");

    /// <summary>Which programs run.</summary>
    internal string RunRecords => Path.Combine(Own, "running");

    /// <summary>Makes the folders that all attempts of a campaign share.</summary>
    internal void Prepare(CampaignId campaign)
    {
        // Attempts of one campaign mostly follow each other: what was made for the last one is there.
        if (_prepared != campaign.Text)
        {
            Directory.CreateDirectory(Path.Combine(Runs, campaign.Text));
            Directory.CreateDirectory(Logs(campaign));
            _prepared = campaign.Text;
        }
    }

    /// <summary>A campaign's folder as people see it: <c>@agentdir</c> when its attempts have ended well.</summary>
    internal string Campaign(CampaignId campaign) => Path.Combine(Root, "campaigns", campaign.Text);

    /// <summary>The private folder of an attempt.</summary>
    internal string Run(ActivityId activity, Attempt attempt) =>
        Path.Combine(Runs, activity.Campaign.Text, $"{activity.Index}.{attempt.Number}");

    /// <summary>What an attempt's program said on standard output; the file is there when it said something.</summary>
    internal string OutputLog(ActivityId activity, Attempt attempt) => Log(activity, attempt, "out");

    /// <summary>What an attempt's program said on standard error; the file is there when it said something.</summary>
    internal string ErrorLog(ActivityId activity, Attempt attempt) => Log(activity, attempt, "err");

    /// <summary>Where the logs of a campaign are.</summary>
    internal string Logs(CampaignId campaign) => Path.Combine(Own, "logs", campaign.Text);

    private string Log(ActivityId activity, Attempt attempt, string kind) =>
        Path.Combine(Logs(activity.Campaign), $"{activity.Index}.{attempt.Number}.{kind}");
}
