using Google.Protobuf;
using Google.Protobuf.Reflection;
using Swarm.Grpc;
using Swarm.Protocol;
using Swarm.Protocol.V1;

namespace Swarm.Sdk.Wire;

/// <summary>The methods of the control service, bound from its descriptor.</summary>
internal static class ControlMethods
{
    private static readonly ServiceDescriptor s_control =
        ControlReflection.Descriptor.FindTypeByName<ServiceDescriptor>("Control");

    internal static GrpcMethod<PutChunk, PutReply> Put { get; } = Method<PutChunk, PutReply>("Put");

    internal static GrpcMethod<SubmitRequest, SubmitReply> Submit { get; } = Method<SubmitRequest, SubmitReply>(
        "Submit");

    internal static GrpcMethod<SubmitRequest, PlanReply> Plan { get; } = Method<SubmitRequest, PlanReply>("Plan");

    internal static GrpcMethod<ListCampaignsRequest, ListCampaignsReply> ListCampaigns { get; } =
        Method<ListCampaignsRequest, ListCampaignsReply>("ListCampaigns");

    internal static GrpcMethod<ShowCampaignRequest, ShowCampaignReply> ShowCampaign { get; } =
        Method<ShowCampaignRequest, ShowCampaignReply>("ShowCampaign");

    internal static GrpcMethod<WatchCampaignRequest, CampaignChange> WatchCampaign { get; } =
        Method<WatchCampaignRequest, CampaignChange>("WatchCampaign");

    internal static GrpcMethod<CancelCampaignRequest, CancelCampaignReply> CancelCampaign { get; } =
        Method<CancelCampaignRequest, CancelCampaignReply>("CancelCampaign");

    internal static GrpcMethod<RetryCampaignRequest, RetryCampaignReply> RetryCampaign { get; } =
        Method<RetryCampaignRequest, RetryCampaignReply>("RetryCampaign");

    internal static GrpcMethod<ActivityRequest, ActivityReply> ShowActivity { get; } =
        Method<ActivityRequest, ActivityReply>("ShowActivity");

    internal static GrpcMethod<ActivityRequest, ExplainReply> ExplainActivity { get; } =
        Method<ActivityRequest, ExplainReply>("ExplainActivity");

    internal static GrpcMethod<LogsRequest, LogChunk> ActivityLogs { get; } = Method<LogsRequest, LogChunk>(
        "ActivityLogs");

    internal static GrpcMethod<FetchRequest, FetchChunk> Fetch { get; } = Method<FetchRequest, FetchChunk>("Fetch");

    internal static GrpcMethod<LocateRequest, LocateReply> Locate { get; } = Method<LocateRequest, LocateReply>(
        "Locate");

    internal static GrpcMethod<AgentStatusRequest, AgentStatusReply> AgentStatus { get; } =
        Method<AgentStatusRequest, AgentStatusReply>("AgentStatus");

    internal static GrpcMethod<ListAgentsRequest, ListAgentsReply> ListAgents { get; } =
        Method<ListAgentsRequest, ListAgentsReply>("ListAgents");

    internal static GrpcMethod<EvictRequest, EvictReply> Evict { get; } = Method<EvictRequest, EvictReply>("Evict");

    internal static GrpcMethod<PardonRequest, PardonReply> Pardon { get; } =
        Method<PardonRequest, PardonReply>("Pardon");

    internal static GrpcMethod<DrainRequest, DrainReply> Drain { get; } = Method<DrainRequest, DrainReply>("Drain");

    internal static GrpcMethod<StopRequest, StopReply> Stop { get; } = Method<StopRequest, StopReply>("Stop");

    internal static GrpcMethod<ListPluginsRequest, ListPluginsReply> ListPlugins { get; } =
        Method<ListPluginsRequest, ListPluginsReply>("ListPlugins");

    private static GrpcMethod<TRequest, TReply> Method<TRequest, TReply>(string name)
        where TRequest : class, IMessage<TRequest>
        where TReply : class, IMessage<TReply> =>
        GrpcMethod<TRequest, TReply>.From(s_control, name, WireParser.RequireShape);
}
