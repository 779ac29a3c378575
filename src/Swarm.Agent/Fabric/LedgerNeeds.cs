using System.Threading.Channels;
using Swarm.Core;

namespace Swarm.Agent.Fabric;

/// <summary>
/// Reads what is needed from the ledger, between two steps of the loop. As long as this agent is no member it may not
/// have read all of the log, and does not know.
/// </summary>
internal sealed class LedgerNeeds(AgentId self, Func<AgentLoop?> loop, TimeProvider time) : IContentNeeds
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async ValueTask<ContentNeeds?> AskAsync(CancellationToken cancellationToken)
    {
        if (loop() is not { } deciding)
        {
            return null;
        }

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using ITimer timer = time.CreateTimer(_ => limit.Cancel(), null, s_limit, Timeout.InfiniteTimeSpan);
        try
        {
            return await deciding.AskAsync((core, _) => Read(core), limit.Token);
        }
        catch (Exception ending) when (ending is ChannelClosedException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    private ContentNeeds? Read(AgentCore core)
    {
        if (core.Self == default || !core.Reading.View.Has(core.Self))
        {
            return null;
        }

        List<OutputManifest> manifests = [];
        HashSet<Digest> uploads = [];
        HashSet<Digest> carried = [];
        foreach (CampaignReading campaign in core.Reading.Campaigns.Select(id => core.Reading.Find(id)!))
        {
            bool isOver = campaign.State.IsFinal();
            foreach (CarriedFile file in campaign.Graph.Files)
            {
                if (file.SizeBytes > ContentNeeds.MaxInBrokerBytes)
                {
                    carried.Add(file.Digest);
                    _ = isOver || uploads.Add(file.Digest);
                }
            }

            if (!isOver)
            {
                AddOutputs(campaign, core.Reading, manifests);
            }
        }

        return new ContentNeeds(manifests, uploads, carried);
    }

    private void AddOutputs(CampaignReading campaign, CoreReading reading, List<OutputManifest> manifests)
    {
        for (int i = 0; i < campaign.Graph.Activities.Count; i++)
        {
            ActivityReading activity = campaign.Activity(i);
            bool isOurs = activity is { Outputs.Count: > 0, Agent: { } maker }
                && (maker == self || reading.View.Find(maker) is null);
            if (isOurs)
            {
                manifests.Add(activity.Outputs!);
            }
        }
    }
}
