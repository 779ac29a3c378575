using Google.Protobuf;
using Google.Protobuf.Reflection;
using Swarm.Agent.Identity;
using Swarm.Grpc;
using Swarm.Grpc.Server;
using Swarm.Protocol;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Control;

/// <summary>
/// The control contract (proto/swarm/v1/control.proto) method by method; each is answered by one of the calls.
/// </summary>
internal sealed class ControlService(
    CampaignCalls campaigns, ActivityCalls activities, DataCalls data, AgentCalls agents, CallerCheck callers)
{
    private static readonly ServiceDescriptor s_service =
        V1.ControlReflection.Descriptor.Services.Single(service => service.Name == "Control");

    /// <summary>Binds all methods.</summary>
    internal void Bind(GrpcServiceBuilder builder)
    {
        builder.Authorize(Judge);
        Unary<V1.SubmitRequest, V1.SubmitReply>(builder, "Submit", campaigns.SubmitAsync);
        Unary<V1.SubmitRequest, V1.PlanReply>(builder, "Plan", campaigns.PlanAsync);
        Unary<V1.ListCampaignsRequest, V1.ListCampaignsReply>(builder, "ListCampaigns", campaigns.ListAsync);
        Unary<V1.ShowCampaignRequest, V1.ShowCampaignReply>(builder, "ShowCampaign", campaigns.ShowAsync);
        Unary<V1.CancelCampaignRequest, V1.CancelCampaignReply>(builder, "CancelCampaign", campaigns.CancelAsync);
        Unary<V1.RetryCampaignRequest, V1.RetryCampaignReply>(builder, "RetryCampaign", campaigns.RetryAsync);
        Unary<V1.ActivityRequest, V1.ActivityReply>(builder, "ShowActivity", activities.ShowAsync);
        Unary<V1.ActivityRequest, V1.ExplainReply>(builder, "ExplainActivity", activities.ExplainAsync);
        Unary<V1.LocateRequest, V1.LocateReply>(builder, "Locate", data.LocateAsync);
        Unary<V1.AgentStatusRequest, V1.AgentStatusReply>(
            builder, "AgentStatus", (_, token) => agents.StatusAsync(token));
        Unary<V1.ListAgentsRequest, V1.ListAgentsReply>(builder, "ListAgents", agents.ListAsync);
        Unary<V1.DrainRequest, V1.DrainReply>(builder, "Drain", agents.DrainAsync);
        Unary<V1.StopRequest, V1.StopReply>(builder, "Stop", agents.StopAsync);
        Unary<V1.ListPluginsRequest, V1.ListPluginsReply>(builder, "ListPlugins", agents.PluginsAsync);
        Stream<V1.WatchCampaignRequest, V1.CampaignChange>(builder, "WatchCampaign", campaigns.WatchAsync);
        Stream<V1.LogsRequest, V1.LogChunk>(builder, "ActivityLogs", activities.LogsAsync);
        Stream<V1.FetchRequest, V1.FetchChunk>(builder, "Fetch", data.FetchAsync);
        builder.ClientStreaming(
            GrpcMethod<V1.PutChunk, V1.PutReply>.From(s_service, "Put", WireParser.RequireShape),
            (chunks, call) => Guard(() => data.PutAsync(chunks, call.CancellationToken)));
    }

    // The socket's file mode says who may come in; on the port it is a user's certificate.
    private GrpcStatus? Judge(ServerCall call) =>
        call.Peer.StartsWith("unix", StringComparison.Ordinal)
        || callers.IsGood(call, PrincipalKind.User, out _, out string? refusal)
            ? null
            : new GrpcStatus(
                GrpcStatusCode.PermissionDenied,
                $"{refusal}: orders from afar need a user's certificate ('swarm ca token --user', then 'swarm ca "
                + "join'); without one run this on the agent's own host, or forward its socket with 'ssh -L'");

    private static void Unary<TRequest, TReply>(
        GrpcServiceBuilder builder, string name, Func<TRequest, CancellationToken, Task<TReply>> answer)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new() =>
        builder.Unary(
            GrpcMethod<TRequest, TReply>.From(s_service, name, WireParser.RequireShape),
            (request, call) => Guard(() => answer(request, call.CancellationToken)));

    private static void Stream<TRequest, TReply>(
        GrpcServiceBuilder builder, string name, Func<TRequest, CancellationToken, IAsyncEnumerable<TReply>> answer)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new() =>
        builder.ServerStreaming(
            GrpcMethod<TRequest, TReply>.From(s_service, name, WireParser.RequireShape),
            (request, call) => Guard(answer(request, call.CancellationToken), call.CancellationToken));

    private static async Task<T> Guard<T>(Func<Task<T>> answer)
    {
        try
        {
            return await answer();
        }
        catch (SwarmException refusal)
        {
            throw ControlErrors.ToGrpc(refusal);
        }
    }

    private static async IAsyncEnumerable<T> Guard<T>(
        IAsyncEnumerable<T> answers,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<T> each = answers.GetAsyncEnumerator(cancellationToken);
        while (await Guard(async () => await each.MoveNextAsync()))
        {
            yield return each.Current;
        }
    }
}
