using Swarm.Core.Ledger;
using Swarm.Core.Membership;

namespace Swarm.Core.Authorisation;

/// <summary>
/// Whether this agent runs an activity: asked before it bids and once more before the activity begins, for between the
/// two others decided, and a committee may give away what nobody bid for.
/// </summary>
internal sealed class WorkPermit(CoreSettings settings, LogFold fold)
{
    private readonly Dictionary<string, long> _keptBytes = [];
    private ulong _countedAt;

    /// <summary>Why an activity is not run here, for people; null when it is.</summary>
    internal string? WhyNot(CampaignRecord campaign, int index, AgentId self)
    {
        ActivitySpec spec = campaign.Graph.Activities[index];
        return WhyNot(campaign.Owner)
            ?? settings.Capabilities.WhyNot(self, campaign.Owner, spec)
            ?? WhyNotData(fold.View, self, settings.Capabilities, campaign.Owner, spec)
            ?? WhyNotKept(campaign.Owner, self);
    }

    /// <summary>Why a member would not run an owner's activity, as far as it has told, for people; null when it would.
    /// </summary>
    internal static string? WhyNot(MemberView view, Member member, CampaignOwner owner, ActivitySpec activity) =>
        member.Capabilities.WhyNot(member.Agent, owner, activity)
        ?? WhyNotData(view, member.Agent, member.Capabilities, owner, activity);

    /// <summary>Why a path at an agent is not given to somebody, for people; null when it is, or nobody is there.
    /// </summary>
    internal static string? WhyNotRead(MemberView view, DataRef.At at, CampaignOwner reader) =>
        view.Members.FirstOrDefault(one => one.Capabilities.IsAt(one.Agent, at.Place)) is { } holder
            ? holder.Capabilities.Allow.WhyNotRead(holder.Agent, reader, PathOf(at)) : null;

    private static string? WhyNot(CampaignOwner owner) =>
        owner.Doubt is { } doubt ? $"it is not known here whose it is: {doubt}" : null;

    // What lies at an agent is that agent's to give, wherever it is read.
    private static string? WhyNotData(
        MemberView view, AgentId self, Capabilities own, CampaignOwner owner, ActivitySpec activity)
    {
        foreach (ActivityInput input in activity.Inputs)
        {
            string? refusal = input.Ref switch
            {
                DataRef.At at when own.IsAt(self, at.Place) => own.Allow.WhyNotRead(self, owner, PathOf(at)),
                DataRef.At at => WhyNotRead(view, at, owner),
                DataRef.Uri { Scheme: "file" } file => own.Allow.WhyNotRead(self, owner, file.Rest),
                _ => null,
            };
            if (refusal is not null)
            {
                return refusal;
            }
        }

        return null;
    }

    private static string PathOf(DataRef.At at) => at.IsAbsolute ? "/" + at.Path : at.Path;

    private string? WhyNotKept(CampaignOwner owner, AgentId self) =>
        settings.Capabilities.Allow.KeptBytesOf(owner) is { } most && KeptBytes(owner, self) is var kept && kept >= most
            ? $"it keeps {kept} bytes of {owner}'s outputs, and its 'allow' gives them {most}" : null;

    private long KeptBytes(CampaignOwner owner, AgentId self)
    {
        if (_countedAt != fold.Folded)
        {
            _countedAt = fold.Folded;
            _keptBytes.Clear();
        }

        if (!_keptBytes.TryGetValue(owner.Name, out long bytes))
        {
            bytes = fold.Ledger.Campaigns
                .Where(campaign => campaign.Owner.Name == owner.Name)
                .SelectMany(campaign => campaign.Activities)
                .Where(record => record.State == ActivityState.Completed && record.Holder.Agent == self)
                .Sum(record => record.Outputs?.TotalBytes ?? 0);
            _keptBytes[owner.Name] = bytes;
        }

        return bytes;
    }
}
