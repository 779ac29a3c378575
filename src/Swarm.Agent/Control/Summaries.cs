using Swarm.Agent.Execution;
using Swarm.Core;
using Swarm.Protocol;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Control;

/// <summary>Puts what the core believes into words for people and programs.</summary>
internal static class Summaries
{
    internal static V1.CampaignSummary Of(CampaignReading campaign) => new()
    {
        Id = campaign.Graph.Id.Text,
        Name = campaign.Graph.Name,
        State = ModelCodec.Encode(campaign.State),
        Activities = campaign.Graph.Activities.Count,
        Completed = campaign.Count(ActivityState.Completed),
        Failed = campaign.Count(ActivityState.Failed),
        Canceled = campaign.Count(ActivityState.Canceled),
        Skipped = campaign.Count(ActivityState.Skipped),
        Running = campaign.Count(ActivityState.Running) + campaign.Count(ActivityState.StagingIn)
            + campaign.Count(ActivityState.Assigned),
        SubmittedMicros = campaign.AcceptedMicros,
        EndedMicros = campaign.EndedMicros,
        LastChange = campaign.LastChange,
        Owner = campaign.Owner.Name,
    };

    internal static V1.ActivitySummary Of(CampaignReading campaign, int index, CampaignWatch watch)
    {
        ActivityReading activity = campaign.Activity(index);
        ActivitySpec spec = campaign.Graph.Activities[index];
        CampaignChange? last = watch.LastOf(new ActivityId(campaign.Graph.Id, index));
        RunFigures figures = last?.Figures ?? RunFigures.None;
        bool waited = activity.ReadyMicros > 0 && activity.BeganMicros > 0;
        V1.ActivitySummary summary = new()
        {
            Index = index,
            Name = spec.Name,
            Plugin = spec.Plugin,
            State = ModelCodec.Encode(activity.State),
            Attempt = activity.Attempt.Number,
            Agent = activity.Agent?.Text ?? "",
            Code = new V1.ErrorCode { Number = (int)(last?.Code ?? ErrorCode.None) },
            Message = last?.Message ?? "",
            WaitedMicros =
                waited ? Math.Max(0, activity.BeganMicros - activity.ReadyMicros - figures.StagingMicros) : 0,
            StagingMicros = figures.StagingMicros,
            RanMicros = figures.RunMicros,
            StagedBytes = figures.StagedBytes,
        };
        summary.Parents.AddRange(campaign.Graph.Parents(index).ToArray());
        return summary;
    }

    internal static V1.Candidate Of(CandidateReading candidate) => new()
    {
        Agent = candidate.Agent.Text,
        Refusal = candidate.Refusal,
        WaitMicros = candidate.WaitMicros,
        MoveBytes = candidate.MoveBytes,
        MoveMicros = candidate.MoveMicros,
        RunMicros = candidate.RunMicros,
        TotalMicros = candidate.TotalMicros,
    };

    /// <summary>
    /// What an activity left behind and where: absolute paths for this agent, relative to the root elsewhere.
    /// </summary>
    internal static IEnumerable<V1.PublishedOutput> Published(
        CampaignReading campaign, int index, AgentFolders folders, AgentId self)
    {
        ActivityReading activity = campaign.Activity(index);
        ActivitySpec spec = campaign.Graph.Activities[index];
        foreach (OutputFile file in activity.Outputs?.Files ?? [])
        {
            string first = file.Path.Split('/')[0];
            DataRef declared = spec.Outputs.FirstOrDefault(output => output.BaseName == first) ?? spec.Outputs[0];
            string below = file.Path[first.Length..].TrimStart('/');
            string place = PlaceOf(campaign.Graph.Id, spec, declared);
            yield return new V1.PublishedOutput
            {
                Activity = spec.Name,
                Agent = activity.Agent?.Text ?? "",
                Reference = RefPath.Join(declared.ToString(), below),
                Path = activity.Agent == self
                    ? Path.Combine(folders.Root, place, below).TrimEnd('/') : RefPath.Join(place, below),
                File = ModelCodec.Encode(file),
            };
        }
    }

    private static string PlaceOf(CampaignId campaign, ActivitySpec spec, DataRef declared)
    {
        string agentDir = $"campaigns/{campaign}";
        string working = spec.WorkingDirectory is DataRef.Folder folder ? folder.Path : Slug.Of(spec.Name);
        return declared switch
        {
            DataRef.At at => at.Path,
            DataRef.Folder { Root: NamedFolder.AgentDir } named => RefPath.Join(agentDir, named.Path),
            DataRef.Folder { Root: NamedFolder.WorkingDir } named =>
                RefPath.Join(RefPath.Join(agentDir, working), named.Path),
            _ => RefPath.Join(RefPath.Join(agentDir, OutputDir(spec, working)), Rest(declared)),
        };
    }

    private static string OutputDir(ActivitySpec spec, string working) => spec.OutputDirectory switch
    {
        DataRef.Folder { Root: NamedFolder.AgentDir } named => named.Path,
        DataRef.Folder named => RefPath.Join(working, named.Path),
        DataRef.Relative relative => RefPath.Join(working, relative.Path),
        _ => working,
    };

    private static string Rest(DataRef declared) =>
        declared is DataRef.Folder folder ? folder.Path : declared.ToString();
}
