using Swarm.Sdk.Wire;

namespace Swarm.Sdk.Authoring;

/// <summary>
/// Turns a written campaign into one that can be sent: reads every word, every reference and every file, and reports
/// all problems together, its own and the graph's.
/// </summary>
internal sealed class CampaignFreezer(Campaign campaign)
{
    /// <summary>Fixes the id from outside: <c>swarm campaign run --id</c>.</summary>
    internal const string IdVariable = "SWARM_CAMPAIGN_ID";

    private readonly List<CampaignProblem> _problems = [];

    /// <summary>Freezes the campaign.</summary>
    /// <exception cref="CampaignInvalidException">Something is wrong; all problems are listed.</exception>
    /// <exception cref="SwarmException">A file cannot be read, or the campaign is above a limit.</exception>
    internal async Task<FrozenCampaign> FreezeAsync(CancellationToken cancellationToken)
    {
        CampaignId id = ReadId();
        ActivitySpec[] activities = [.. campaign.Activities.Select(a => new ActivityFreezer(a, _problems).Freeze())];
        CampaignFolder folder = CampaignFolder.Of(campaign.File);
        TakeFiles(activities, folder);
        IReadOnlyList<LocalFile> files = await folder.ReadAsync(cancellationToken).ConfigureAwait(false);
        CampaignGraph graph = Check(id, activities, files);
        return new FrozenCampaign(graph, CampaignBytes.Encode(graph), files);
    }

    private CampaignId ReadId()
    {
        string? text = Environment.GetEnvironmentVariable(IdVariable) is { Length: > 0 } given ? given : campaign.Id;
        try
        {
            return text is null ? CampaignId.New() : CampaignId.Parse(text);
        }
        catch (FormatException bad)
        {
            _problems.Add(new CampaignProblem(null, bad.Message.TrimEnd('.'), "choose such an id, or leave it out"));
            return CampaignId.New();
        }
    }

    private void TakeFiles(ActivitySpec[] activities, CampaignFolder folder)
    {
        foreach (ActivitySpec activity in activities)
        {
            foreach (DataRef.Relative relative in activity.Inputs.Select(input => input.Ref).OfType<DataRef.Relative>())
            {
                try
                {
                    folder.Take(relative);
                }
                catch (FormatException bad)
                {
                    _problems.Add(new CampaignProblem(activity.Name, bad.Message, "rename the file"));
                }
            }
        }
    }

    private CampaignGraph Check(CampaignId id, ActivitySpec[] activities, IReadOnlyList<LocalFile> files)
    {
        try
        {
            CampaignGraph graph = CampaignGraph.Create(
                id, campaign.Name, activities, [.. files.Select(file => file.Carried)]);
            return _problems.Count == 0 ? graph : throw new CampaignInvalidException(_problems);
        }
        catch (CampaignInvalidException found) when (_problems.Count > 0 && found.Problems != _problems)
        {
            throw new CampaignInvalidException([.. _problems, .. found.Problems], found.Unlisted);
        }
    }
}
