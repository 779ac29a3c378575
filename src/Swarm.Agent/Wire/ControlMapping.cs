using Swarm.Core;
using Swarm.Protocol;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Wire;

/// <summary>Translates what clients are told (proto/swarm/v1/control.proto).</summary>
internal static class ControlMapping
{
    /// <summary>A change of a campaign, with the activity's name.</summary>
    internal static V1.CampaignChange Write(CampaignChange change, CampaignGraph graph)
    {
        RunFigures figures = change.Figures ?? RunFigures.None;
        return new V1.CampaignChange
        {
            CampaignId = change.Campaign.Text,
            Number = change.Number,
            BrokerMicros = change.BrokerMicros,
            Activity = change.Activity,
            ActivityName = change.Activity < 0 ? "" : graph.Activities[change.Activity].Name,
            State = ModelCodec.Encode(change.State),
            Attempt = change.Attempt.Number,
            Agent = change.Agent?.Text ?? "",
            Code = new V1.ErrorCode { Number = (int)change.Code },
            Message = change.Message,
            StagedBytes = figures.StagedBytes,
            StagingMicros = figures.StagingMicros,
            RanMicros = figures.RunMicros,
        };
    }
}
