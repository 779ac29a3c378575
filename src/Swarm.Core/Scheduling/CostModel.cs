using Swarm.Core.Ledger;
using Swarm.Core.Membership;

namespace Swarm.Core.Scheduling;

/// <summary>
/// What an activity would cost at this agent: the time until it is done, in microseconds, as the sum of
/// <c>wait</c> (work held here / lanes), <c>move</c> (bytes that are not here / measured bandwidth of their link) and
/// <c>run</c> (expected work / relative speed). Not a ratio: terms add up and can be shown.
/// </summary>
internal sealed class CostModel(CoreSettings settings, LogFold fold, LinkTable links, HeldOutputs held)
{
    /// <summary>The terms that depend on the activity.</summary>
    internal BidItem Terms(CampaignRecord campaign, int index, MemberKey self)
    {
        Attempt attempt = campaign.Activities[index].Attempt;
        int speed = settings.Capabilities.SpeedPermille;
        return new BidItem(
            new ActivityId(campaign.Graph.Id, index),
            attempt,
            MoveMicros(campaign, index, self),
            fold.History.Expect(campaign.Graph, index, speed));
    }

    /// <summary>The bytes an activity would have to fetch, and how long that takes.</summary>
    internal long MoveBytes(CampaignRecord campaign, int index, MemberKey self) =>
        Moves(campaign, index, self).Sum(move => move.Bytes);

    private long MoveMicros(CampaignRecord campaign, int index, MemberKey self) =>
        Moves(campaign, index, self).Sum(move => links.MicrosFor(move.From, move.Bytes));

    private IEnumerable<(AgentId From, long Bytes)> Moves(CampaignRecord campaign, int index, MemberKey self)
    {
        foreach (ActivityInput input in campaign.Graph.Activities[index].Inputs)
        {
            if (input.Ref is DataRef.Output output && campaign.Graph.TryFind(output.Activity, out int producer))
            {
                ActivityRecord made = campaign.Activities[producer];
                ActivityId id = new(campaign.Graph.Id, producer);
                if (made.Outputs is { } manifest && made.Holder.Agent != self.Agent && !held.Has(id))
                {
                    yield return (made.Holder.Agent, BytesOf(manifest, output.Path));
                }
            }
            else if (input.Ref is DataRef.At at && !settings.Capabilities.IsAt(self.Agent, at.Place))
            {
                Member? holder = fold.View.Members.FirstOrDefault(
                    member => member.Capabilities.IsAt(member.Agent, at.Place));
                yield return (holder?.Agent ?? default, settings.UnknownSizeBytes);
            }
        }
    }

    private static long BytesOf(OutputManifest manifest, string path) =>
        path.Length == 0 || manifest.Files is null
            ? manifest.TotalBytes
            : manifest.Files
                .Where(file => RefPath.IsWithin(file.Path, path)
                    || file.Path.EndsWith("/" + path, StringComparison.Ordinal))
                .Sum(file => file.SizeBytes);
}
