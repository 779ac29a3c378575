using Google.Protobuf;
using Google.Protobuf.Reflection;
using Swarm.Core.Authorisation;
using Swarm.Grpc;
using Swarm.Grpc.Server;
using Swarm.Protocol;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Control;

/// <summary>
/// The control contract (proto/swarm/v1/control.proto) method by method; each is answered by one of the calls.
/// </summary>
internal sealed class ControlService(ControlCalls calls, Callers callers)
{
    private static readonly ServiceDescriptor s_service =
        V1.ControlReflection.Descriptor.Services.Single(service => service.Name == "Control");

    /// <summary>Binds all methods.</summary>
    internal void Bind(GrpcServiceBuilder builder)
    {
        builder.Authorize(callers.Judge);
        Unary<V1.SubmitRequest, V1.SubmitReply>(builder, "Submit", calls.Campaigns.SubmitAsync);
        Unary<V1.SubmitRequest, V1.PlanReply>(builder, "Plan", calls.Campaigns.PlanAsync);
        Unary<V1.ListCampaignsRequest, V1.ListCampaignsReply>(
            builder, "ListCampaigns", (request, _, token) => calls.Campaigns.ListAsync(request, token));
        Unary<V1.ShowCampaignRequest, V1.ShowCampaignReply>(builder, "ShowCampaign", calls.Campaigns.ShowAsync);
        Unary<V1.CancelCampaignRequest, V1.CancelCampaignReply>(builder, "CancelCampaign", calls.Campaigns.CancelAsync);
        Unary<V1.RetryCampaignRequest, V1.RetryCampaignReply>(builder, "RetryCampaign", calls.Campaigns.RetryAsync);
        Unary<V1.ActivityRequest, V1.ActivityReply>(builder, "ShowActivity", calls.Activities.ShowAsync);
        Unary<V1.ActivityRequest, V1.ExplainReply>(
            builder, "ExplainActivity", (request, _, token) => calls.Activities.ExplainAsync(request, token));
        Unary<V1.LocateRequest, V1.LocateReply>(builder, "Locate", calls.Data.LocateAsync);
        Unary<V1.AgentStatusRequest, V1.AgentStatusReply>(
            builder, "AgentStatus", (_, _, token) => calls.Agents.StatusAsync(token));
        Unary<V1.ListAgentsRequest, V1.ListAgentsReply>(
            builder, "ListAgents", (request, _, token) => calls.Agents.ListAsync(request, token));
        Order<V1.DrainRequest, V1.DrainReply>(builder, "Drain", calls.Agents.DrainAsync);
        Order<V1.StopRequest, V1.StopReply>(builder, "Stop", calls.Agents.StopAsync);
        Order<V1.EvictRequest, V1.EvictReply>(builder, "Evict", calls.Members.EvictAsync, isOfSwarm: true);
        Order<V1.PardonRequest, V1.PardonReply>(builder, "Pardon", calls.Members.PardonAsync, isOfSwarm: true);
        Unary<V1.ListPluginsRequest, V1.ListPluginsReply>(
            builder, "ListPlugins", (request, _, token) => calls.Agents.PluginsAsync(request, token));
        Stream<V1.WatchCampaignRequest, V1.CampaignChange>(
            builder, "WatchCampaign", (request, _, token) => calls.Campaigns.WatchAsync(request, token));
        Stream<V1.LogsRequest, V1.LogChunk>(builder, "ActivityLogs", calls.Activities.LogsAsync);
        Stream<V1.FetchRequest, V1.FetchChunk>(builder, "Fetch", calls.Data.FetchAsync);
        builder.ClientStreaming(
            GrpcMethod<V1.PutChunk, V1.PutReply>.From(s_service, "Put", WireParser.RequireShape),
            (chunks, call) => Guard(call, () => calls.Data.PutAsync(chunks, call.CancellationToken)));
    }

    private void Unary<TRequest, TReply>(
        GrpcServiceBuilder builder,
        string name,
        Func<TRequest, CampaignOwner, CancellationToken, Task<TReply>> answer)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new() =>
        builder.Unary(
            GrpcMethod<TRequest, TReply>.From(s_service, name, WireParser.RequireShape),
            (request, call) => Guard(call, () => answer(request, callers.Of(call), call.CancellationToken)));

    // What changes the agent itself, or the swarm.
    private void Order<TRequest, TReply>(
        GrpcServiceBuilder builder,
        string name,
        Func<TRequest, CancellationToken, Task<TReply>> answer,
        bool isOfSwarm = false)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new() =>
        builder.Unary(
            GrpcMethod<TRequest, TReply>.From(s_service, name, WireParser.RequireShape),
            (request, call) => Guard(call, () =>
            {
                callers.RequireOperator(call, isOfSwarm);
                return answer(request, call.CancellationToken);
            }));

    private void Stream<TRequest, TReply>(
        GrpcServiceBuilder builder,
        string name,
        Func<TRequest, CampaignOwner, CancellationToken, IAsyncEnumerable<TReply>> answer)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new() =>
        builder.ServerStreaming(
            GrpcMethod<TRequest, TReply>.From(s_service, name, WireParser.RequireShape),
            (request, call) => Guard(
                call, answer(request, callers.Of(call), call.CancellationToken), call.CancellationToken));

    private async Task<T> Guard<T>(ServerCall call, Func<Task<T>> answer)
    {
        try
        {
            return await answer();
        }
        catch (SwarmException refusal)
        {
            callers.Tell(call, refusal);
            throw ControlErrors.ToGrpc(refusal);
        }
    }

    private async IAsyncEnumerable<T> Guard<T>(
        ServerCall call,
        IAsyncEnumerable<T> answers,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using IAsyncEnumerator<T> each = answers.GetAsyncEnumerator(cancellationToken);
        while (await Guard(call, async () => await each.MoveNextAsync()))
        {
            yield return each.Current;
        }
    }
}
