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
internal sealed class ControlService(ControlCalls calls, CallerCheck callers)
{
    private static readonly ServiceDescriptor s_service =
        V1.ControlReflection.Descriptor.Services.Single(service => service.Name == "Control");

    /// <summary>Binds all methods.</summary>
    internal void Bind(GrpcServiceBuilder builder)
    {
        builder.Authorize(Judge);
        Unary<V1.SubmitRequest, V1.SubmitReply>(builder, "Submit", calls.Campaigns.SubmitAsync);
        Unary<V1.SubmitRequest, V1.PlanReply>(builder, "Plan", calls.Campaigns.PlanAsync);
        Unary<V1.ListCampaignsRequest, V1.ListCampaignsReply>(builder, "ListCampaigns", calls.Campaigns.ListAsync);
        Unary<V1.ShowCampaignRequest, V1.ShowCampaignReply>(builder, "ShowCampaign", calls.Campaigns.ShowAsync);
        Unary<V1.CancelCampaignRequest, V1.CancelCampaignReply>(builder, "CancelCampaign", calls.Campaigns.CancelAsync);
        Unary<V1.RetryCampaignRequest, V1.RetryCampaignReply>(builder, "RetryCampaign", calls.Campaigns.RetryAsync);
        Unary<V1.ActivityRequest, V1.ActivityReply>(builder, "ShowActivity", calls.Activities.ShowAsync);
        Unary<V1.ActivityRequest, V1.ExplainReply>(builder, "ExplainActivity", calls.Activities.ExplainAsync);
        Unary<V1.LocateRequest, V1.LocateReply>(builder, "Locate", calls.Data.LocateAsync);
        Unary<V1.AgentStatusRequest, V1.AgentStatusReply>(
            builder, "AgentStatus", (_, token) => calls.Agents.StatusAsync(token));
        Unary<V1.ListAgentsRequest, V1.ListAgentsReply>(builder, "ListAgents", calls.Agents.ListAsync);
        Unary<V1.DrainRequest, V1.DrainReply>(builder, "Drain", calls.Agents.DrainAsync);
        Unary<V1.StopRequest, V1.StopReply>(builder, "Stop", calls.Agents.StopAsync);
        Unary<V1.EvictRequest, V1.EvictReply>(builder, "Evict", calls.Members.EvictAsync);
        Unary<V1.PardonRequest, V1.PardonReply>(builder, "Pardon", calls.Members.PardonAsync);
        Unary<V1.ListPluginsRequest, V1.ListPluginsReply>(builder, "ListPlugins", calls.Agents.PluginsAsync);
        Stream<V1.WatchCampaignRequest, V1.CampaignChange>(builder, "WatchCampaign", calls.Campaigns.WatchAsync);
        Stream<V1.LogsRequest, V1.LogChunk>(builder, "ActivityLogs", calls.Activities.LogsAsync);
        Stream<V1.FetchRequest, V1.FetchChunk>(builder, "Fetch", calls.Data.FetchAsync);
        builder.ClientStreaming(
            GrpcMethod<V1.PutChunk, V1.PutReply>.From(s_service, "Put", WireParser.RequireShape),
            (chunks, call) => Guard(() => calls.Data.PutAsync(chunks, call.CancellationToken)));
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
