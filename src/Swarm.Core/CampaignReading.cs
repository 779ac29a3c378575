using Swarm.Core.Authorisation;
using Swarm.Core.Ledger;

namespace Swarm.Core;

/// <summary>One campaign as the log tells it, for those who ask.</summary>
public sealed class CampaignReading
{
    private readonly CampaignRecord _campaign;

    internal CampaignReading(CampaignRecord campaign) => _campaign = campaign;

    /// <summary>What its author said.</summary>
    public CampaignGraph Graph => _campaign.Graph;

    /// <summary>The digest of the submitted bytes.</summary>
    public Digest Body => _campaign.Body;

    /// <summary>Whose campaign it is.</summary>
    public CampaignOwner Owner => _campaign.Owner;

    /// <summary>How it stands.</summary>
    public ActivityState State => _campaign.State;

    /// <summary>When it was accepted, by the broker's clock, in microseconds since 1970.</summary>
    public long AcceptedMicros => _campaign.AcceptedMicros;

    /// <summary>When it ended, by the broker's clock; 0 while it goes on.</summary>
    public long EndedMicros => _campaign.EndedMicros;

    /// <summary>The number of its last change.</summary>
    public long LastChange => _campaign.LastChange;

    /// <summary>The index of the activity that failed first, or -1.</summary>
    public int RootCause => _campaign.RootCause;

    /// <summary>What it said.</summary>
    public string RootCauseMessage => _campaign.RootCauseMessage;

    /// <summary>How many activities stand so.</summary>
    public int Count(ActivityState state) => _campaign.Count(state);

    /// <summary>Where an activity stands.</summary>
    public ActivityReading Activity(int index)
    {
        ActivityRecord record = _campaign.Activities[index];
        return new ActivityReading(
            record.State,
            record.Attempt,
            record.Holder == default ? null : record.Holder.Agent,
            record.Outputs,
            record.ReadyMicros,
            record.BeganMicros);
    }
}
