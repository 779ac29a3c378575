using Swarm.Protocol;
using Swarm.Protocol.V1;
using Swarm.Sdk.Views;

namespace Swarm.Sdk.Wire;

/// <summary>What an agent says about campaigns, in the SDK's words.</summary>
internal static class CampaignViews
{
    internal static Views.CampaignSummary Of(Protocol.V1.CampaignSummary wire) => new(
        wire.Id, wire.Name, Of(wire.State), wire.Activities, wire.Completed, wire.Failed, wire.Canceled, wire.Skipped,
        wire.Running, At(wire.SubmittedMicros), wire.EndedMicros == 0 ? null : At(wire.EndedMicros), wire.LastChange)
    {
        Owner = wire.Owner,
    };

    internal static CampaignReport Of(ShowCampaignReply wire) => new(
        Of(wire.Summary ?? new()), [.. wire.Activities.Select(Of)], wire.RootCause, [.. wire.Published.Select(Of)]);

    internal static Views.ActivitySummary Of(Protocol.V1.ActivitySummary wire) => new(
        wire.Index, wire.Name, wire.Plugin, Of(wire.State), wire.Attempt, wire.Agent, Of(wire.Code), wire.Message,
        Span(wire.WaitedMicros), Span(wire.StagingMicros), Span(wire.RanMicros), wire.StagedBytes, [.. wire.Parents]);

    internal static ActivityReport Of(ActivityReply wire) => new(
        Of(wire.Summary ?? new()), [.. wire.Command], [.. wire.Inputs], [.. wire.DeclaredOutputs],
        [.. wire.Outputs.Select(Of)], [.. wire.History.Select(Of)]);

    internal static PublishedFile Of(PublishedOutput wire) =>
        new(wire.Activity, wire.Agent, wire.Reference, wire.Path, ModelCodec.Decode(wire.File ?? new()));

    internal static CampaignEvent Of(CampaignChange wire) => new(
        wire.Number,
        At(wire.BrokerMicros),
        wire.Activity < 0 ? null : wire.ActivityName,
        Of(wire.State),
        wire.Attempt,
        wire.Agent,
        Of(wire.Code),
        wire.Message,
        new Model.RunFigures(wire.StagedBytes, wire.StagingMicros, wire.RanMicros));

    internal static CampaignPlan Of(PlanReply wire) =>
        new([.. wire.Activities.Select(Of)], [.. wire.Problems], (long)wire.BytesToMove);

    internal static Explanation Of(ExplainReply wire) => new([.. wire.Reasons], [.. wire.Candidates.Select(Of)]);

    internal static DataPlaces Of(LocateReply wire) =>
        new([.. wire.Files.Select(ModelCodec.Decode)], [.. wire.Locations.Select(Of)]);

    internal static LogPiece Of(LogChunk wire) => new(wire.Content.Memory, wire.IsError);

    internal static PutReceipt Of(PutReply wire) =>
        new(ModelCodec.Decode(wire.Digest), (long)wire.SizeBytes, wire.Warning);

    internal static Model.ActivityState Of(Protocol.V1.ActivityState wire) => ModelCodec.Decode(wire);

    internal static TimeSpan Span(long micros) => TimeSpan.FromMicroseconds(micros);

    private static Views.PlannedActivity Of(Protocol.V1.PlannedActivity wire) =>
        new(wire.Name, wire.Wave, [.. wire.Candidates.Select(Of)]);

    private static Views.Candidate Of(Protocol.V1.Candidate wire) => new(
        wire.Agent, wire.Refusal, Span(wire.WaitMicros), wire.MoveBytes, Span(wire.MoveMicros), Span(wire.RunMicros),
        Span(wire.TotalMicros), Span(wire.AgeMicros));

    private static Views.DataLocation Of(Protocol.V1.DataLocation wire) =>
        new(wire.Agent, ModelCodec.Decode(wire.Digest), (long)wire.SizeBytes);

    private static Model.ErrorCode Of(Protocol.V1.ErrorCode? wire) => (Model.ErrorCode)(wire?.Number ?? 0);

    private static DateTimeOffset At(long micros) => DateTimeOffset.UnixEpoch.AddMicroseconds(micros);
}
