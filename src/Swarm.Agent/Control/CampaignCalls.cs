using System.Runtime.CompilerServices;
using Swarm.Agent.Ports;
using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.Core.Authorisation;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Control;

/// <summary>Answers what is asked about campaigns.</summary>
internal sealed class CampaignCalls(ControlParts parts, CampaignDoor door)
{
    private const int DefaultPage = 1000;
    private const int DefaultList = 100;

    internal Task<V1.SubmitReply> SubmitAsync(
        V1.SubmitRequest request, CampaignOwner caller, CancellationToken cancellationToken) =>
        door.SubmitAsync(request, caller, cancellationToken);

    internal async Task<V1.PlanReply> PlanAsync(
        V1.SubmitRequest request, CampaignOwner caller, CancellationToken cancellationToken)
    {
        CampaignDocument document = await door.ReadAsync(request, cancellationToken);
        return await parts.Loop.AskAsync(
            (core, _) => CampaignPlan.Of(document.Graph, core.Reading, caller, parts.Facts.Agent), cancellationToken);
    }

    internal Task<V1.ListCampaignsReply> ListAsync(
        V1.ListCampaignsRequest request, CancellationToken cancellationToken) =>
        parts.Loop.AskAsync(
            (core, _) =>
            {
                V1.ListCampaignsReply reply = new();
                reply.Campaigns.AddRange(core.Reading.Campaigns
                    .Take(request.Limit > 0 ? request.Limit : DefaultList)
                    .Select(id => Summaries.Of(core.Reading.Find(id)!)));
                return reply;
            },
            cancellationToken);

    internal Task<V1.ShowCampaignReply> ShowAsync(
        V1.ShowCampaignRequest request, CampaignOwner caller, CancellationToken cancellationToken) =>
        parts.Loop.AskAsync((core, _) => Show(core.Reading, request, caller), cancellationToken);

    internal async IAsyncEnumerable<V1.CampaignChange> WatchAsync(
        V1.WatchCampaignRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        CampaignGraph graph = await parts.Loop.AskAsync(
            (core, _) => CampaignSelector.Campaign(core.Reading, request.Campaign).Graph, cancellationToken);
        await foreach (CampaignChange change in parts.Watch.ReadAsync(graph.Id, request.After, cancellationToken))
        {
            yield return ControlMapping.Write(change, graph);
        }
    }

    internal async Task<V1.CancelCampaignReply> CancelAsync(
        V1.CancelCampaignRequest request, CampaignOwner caller, CancellationToken cancellationToken)
    {
        (CampaignId id, bool isFinal) = await parts.Loop.AskAsync(
            (core, _) =>
            {
                CampaignReading found = CampaignSelector.Campaign(core.Reading, request.Campaign);
                Right.Require(caller, found, "cancel it");
                return (found.Graph.Id, found.State.IsFinal());
            },
            cancellationToken);
        if (!isFinal)
        {
            string who = caller.IsSomebody ? $"{caller}" : "its user";
            string reason = request.Reason.Length > 0 ? request.Reason : $"canceled by {who}";
            await door.AppendAsync(new PoolEvent.CampaignCanceled(id, Printable.Of(reason, 500)), cancellationToken);
        }

        return new V1.CancelCampaignReply { CampaignId = id.Text, Canceled = !isFinal };
    }

    internal async Task<V1.RetryCampaignReply> RetryAsync(
        V1.RetryCampaignRequest request, CampaignOwner caller, CancellationToken cancellationToken)
    {
        (CampaignId id, int[] chosen, int bad) = await parts.Loop.AskAsync(
            (core, _) =>
            {
                CampaignReading found = CampaignSelector.Campaign(core.Reading, request.Campaign);
                Right.Require(caller, found, "retry it");
                int[] named = [.. request.Activities.Select(name => CampaignSelector.Activity(found, name))];
                int failed = found.Count(ActivityState.Failed) + found.Count(ActivityState.Canceled)
                    + found.Count(ActivityState.Skipped);
                return (found.Graph.Id, named, failed);
            },
            cancellationToken);
        if (bad > 0)
        {
            await door.AppendAsync(new PoolEvent.CampaignRetried(id, chosen), cancellationToken);
        }

        return new V1.RetryCampaignReply { CampaignId = id.Text, Reopened = bad };
    }

    private V1.ShowCampaignReply Show(
        CoreReading reading, V1.ShowCampaignRequest request, CampaignOwner caller)
    {
        CampaignReading campaign = CampaignSelector.Campaign(reading, request.Campaign);
        V1.ShowCampaignReply reply = new() { Summary = Summaries.Of(campaign) };
        int limit = request.Limit > 0 ? request.Limit : DefaultPage;
        reply.Activities.AddRange(Enumerable.Range(0, campaign.Graph.Activities.Count)
            .Where(
                index => !request.OnlyUnfinishedOrFailed || campaign.Activity(index).State != ActivityState.Completed)
            .Skip(request.Skip).Take(limit)
            .Select(index => Summaries.Of(campaign, index, parts.Watch)));
        if (campaign.RootCause >= 0)
        {
            string name = Printable.Of(campaign.Graph.Activities[campaign.RootCause].Name, 60);
            reply.RootCause = $"'{name}' failed: {campaign.RootCauseMessage}";
        }

        if (!Right.Has(caller, campaign))
        {
            return reply;
        }

        reply.Published.AddRange(Enumerable.Range(0, campaign.Graph.Activities.Count)
            .Where(index => campaign.Graph.Children(index).IsEmpty)
            .SelectMany(index => Summaries.Published(campaign, index, parts.Fabric.Folders, parts.Facts.Agent))
            .Take(DefaultPage));
        return reply;
    }
}
