using System.Runtime.CompilerServices;
using Swarm.Agent.Peers;
using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.Core.Authorisation;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Control;

/// <summary>Answers what is asked about one activity.</summary>
internal sealed class ActivityCalls(ControlParts parts, RemoteLogs remote)
{
    internal Task<V1.ActivityReply> ShowAsync(
        V1.ActivityRequest request, CampaignOwner caller, CancellationToken cancellationToken) =>
        parts.Loop.AskAsync((core, _) => Show(core.Reading, request, caller), cancellationToken);

    internal Task<V1.ExplainReply> ExplainAsync(V1.ActivityRequest request, CancellationToken cancellationToken) =>
        parts.Loop.AskAsync(
            (core, now) =>
            {
                (CampaignReading campaign, int index) = Find(core.Reading, request.Campaign, request.Activity);
                V1.ExplainReply reply = new();
                reply.Reasons.AddRange(core.Reading.Explain(campaign.Graph.Id, index, now));
                reply.Candidates.AddRange(
                    core.Reading.Candidacies(campaign.Graph, index, campaign.Owner, parts.Facts.Agent)
                        .Select(Summaries.Of));
                return reply;
            },
            cancellationToken);

    internal async IAsyncEnumerable<V1.LogChunk> LogsAsync(
        V1.LogsRequest request,
        CampaignOwner caller,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (ActivityId id, Attempt attempt, AgentId? holder) = await parts.Loop.AskAsync(
            (core, _) =>
            {
                (CampaignReading campaign, int index) = Find(core.Reading, request.Campaign, request.Activity);
                Right.Require(caller, campaign, "read what its programs said");
                ActivityReading activity = campaign.Activity(index);
                Attempt wanted = request.Attempt > 0 ? new Attempt(request.Attempt) : activity.Attempt;
                ActivityId found = new(campaign.Graph.Id, index);
                return (found, wanted, parts.Watch.HolderOf(found, wanted) ?? activity.Agent);
            },
            cancellationToken);
        bool here = holder is null || holder == parts.Facts.Agent || request.LocalOnly || parts.Logs.Has(id, attempt);
        IAsyncEnumerable<V1.LogChunk> chunks = here
            ? LocalAsync(id, attempt, request.Follow, request.TailLines, cancellationToken)
            : remote.ReadAsync(holder!.Value, id, attempt, request, cancellationToken);
        await foreach (V1.LogChunk chunk in chunks)
        {
            yield return chunk;
        }
    }

    /// <summary>What an attempt said here; also what peers are answered.</summary>
    internal IAsyncEnumerable<V1.LogChunk> LocalAsync(
        ActivityId id, Attempt attempt, bool follow, int tailLines, CancellationToken cancellationToken) =>
        parts.Logs.ReadAsync(
            id,
            attempt,
            tailLines,
            token => follow ? GoesOnAsync(id, attempt, token) : Task.FromResult(false),
            cancellationToken);

    /// <summary>
    /// What peers are answered: an attempt's words as they are kept here; null when no attempt is named.
    /// </summary>
    internal IAsyncEnumerable<LogPiece>? Pieces(PeerLogQuery query, CancellationToken cancellationToken) =>
        query.Attempt is { } attempt
            ? Pieces(LocalAsync(query.Activity, attempt, query.Follow, query.TailLines, cancellationToken)) : null;

    private static async IAsyncEnumerable<LogPiece> Pieces(IAsyncEnumerable<V1.LogChunk> chunks)
    {
        await foreach (V1.LogChunk chunk in chunks)
        {
            yield return new LogPiece(chunk.Content.Memory, chunk.IsError);
        }
    }

    private Task<bool> GoesOnAsync(ActivityId id, Attempt attempt, CancellationToken cancellationToken) =>
        parts.Loop.AskAsync(
            (core, _) => core.Reading.Find(id.Campaign)?.Activity(id.Index) is { } activity
                && activity.Attempt == attempt && !activity.State.IsFinal(),
            cancellationToken);

    private V1.ActivityReply Show(CoreReading reading, V1.ActivityRequest request, CampaignOwner caller)
    {
        (CampaignReading campaign, int index) = Find(reading, request.Campaign, request.Activity);
        ActivitySpec spec = campaign.Graph.Activities[index];
        V1.ActivityReply reply = new() { Summary = Summaries.Of(campaign, index, parts.Watch) };
        reply.Command.AddRange(spec.Arguments);
        reply.Inputs.AddRange(spec.Inputs.Select(input => input.Ref.ToString()));
        reply.DeclaredOutputs.AddRange(spec.Outputs.Select(output => output.ToString()));
        if (Right.Has(caller, campaign))
        {
            reply.Outputs.AddRange(Summaries.Published(campaign, index, parts.Fabric.Folders, parts.Facts.Agent));
        }

        reply.History.AddRange(parts.Watch.HistoryOf(new ActivityId(campaign.Graph.Id, index))
            .Select(change => ControlMapping.Write(change, campaign.Graph)));
        return reply;
    }

    private static (CampaignReading Campaign, int Index) Find(CoreReading reading, string campaign, string activity)
    {
        CampaignReading found = CampaignSelector.Campaign(reading, campaign);
        return (found, CampaignSelector.Activity(found, activity));
    }
}
