using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Swarm.Grpc;
using Swarm.Grpc.Server;
using Swarm.Model;
using Swarm.Protocol;
using Swarm.Protocol.V1;
using Swarm.Sdk;
using Digest = Swarm.Model.Digest;
using ErrorCode = Swarm.Model.ErrorCode;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Swarm.UnitTests.Sdk;

/// <summary>
/// An agent's control service over a real socket, with answers that a test writes down: no swarm, no broker, the very
/// wire.
/// </summary>
public sealed class FakeControl : IAsyncDisposable
{
    private static readonly ServiceDescriptor s_control =
        ControlReflection.Descriptor.FindTypeByName<ServiceDescriptor>("Control");

    private readonly WebApplication _app;

    private FakeControl(DirectoryInfo folder, string name)
    {
        Folder = folder;
        Name = name;
        Socket = Path.Combine(folder.FullName, name + ".sock");
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ListenUnixSocket(Socket, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddSingleton(TimeProvider.System);
        _app = builder.Build();
        _app.MapGrpcService(Bind);
    }

    /// <summary>The folder it owns.</summary>
    public DirectoryInfo Folder { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its socket.</summary>
    public string Socket { get; }

    /// <summary>What was put, by digest.</summary>
    public ConcurrentDictionary<Digest, byte[]> Kept { get; } = new();

    /// <summary>What was submitted.</summary>
    public ConcurrentQueue<SubmitRequest> Submitted { get; } = new();

    /// <summary>What a submission is warned of.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>After how many bytes an upload is refused, with <see cref="Refusal"/>.</summary>
    public long MaxPutBytes { get; set; } = long.MaxValue;

    /// <summary>What <c>ShowCampaign</c> and <c>ListCampaigns</c> answer.</summary>
    public ShowCampaignReply Campaign { get; set; } =
        new() { Summary = new CampaignSummary { Id = "c1", Name = "mosaic" } };

    /// <summary>What <c>WatchCampaign</c> tells.</summary>
    public List<CampaignChange> Changes { get; } = [];

    /// <summary>How many changes one watch tells before its connection breaks; 0 for no break.</summary>
    public int BreakAfter { get; set; }

    /// <summary>From where each watch began.</summary>
    public ConcurrentQueue<long> Watches { get; } = new();

    /// <summary>What <c>ShowActivity</c> answers, by name.</summary>
    public Dictionary<string, ActivityReply> Activities { get; } = [];

    /// <summary>What <c>ListAgents</c> answers.</summary>
    public ListAgentsReply Agents { get; set; } = new();

    /// <summary>What <c>Locate</c> answers.</summary>
    public LocateReply Located { get; set; } = new();

    /// <summary>What <c>AgentStatus</c> answers.</summary>
    public AgentStatusReply Status { get; set; } =
        new() { Agent = "fake", State = "ready", ProcessId = Environment.ProcessId };

    /// <summary>Refuses every question with this code.</summary>
    public ErrorCode Refusal { get; set; }

    /// <summary>The words of the refusal.</summary>
    public string RefusalText { get; set; } = "no";

    /// <summary>A client of it.</summary>
    public SwarmClient Connect() => SwarmClient.Connect([AgentAddress.OfSocket(Name, Socket)]);

    /// <summary>Starts one in a folder of its own.</summary>
    public static async Task<FakeControl> StartAsync(string name = "fake")
    {
        FakeControl control = new(Directory.CreateTempSubdirectory("swarm-ut-"), name);
        await control._app.StartAsync(CancellationToken.None);
        return control;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Folder.Delete(recursive: true);
    }

    private void Bind(GrpcServiceBuilder service) => service
        .Authorize(_ => null)
        .ClientStreaming(Method<PutChunk, PutReply>("Put"), PutAsync)
        .Unary(Method<SubmitRequest, SubmitReply>("Submit"), (request, _) => Answer(() =>
        {
            Submitted.Enqueue(request);
            return new SubmitReply { Warnings = { Warnings } };
        }))
        .Unary(Method<SubmitRequest, PlanReply>("Plan"), (request, _) => Answer(() => Plan(request)))
        .Unary(Method<ListCampaignsRequest, ListCampaignsReply>("ListCampaigns"), (_, _) =>
            Answer(() => new ListCampaignsReply { Campaigns = { Campaign.Summary } }))
        .Unary(Method<ShowCampaignRequest, ShowCampaignReply>("ShowCampaign"), (_, _) => Answer(() => Campaign))
        .ServerStreaming(
            Method<WatchCampaignRequest, CampaignChange>("WatchCampaign"), (request, _) => WatchAsync(request))
        .Unary(Method<CancelCampaignRequest, CancelCampaignReply>("CancelCampaign"), (_, _) =>
            Answer(() => new CancelCampaignReply { Canceled = true }))
        .Unary(Method<RetryCampaignRequest, RetryCampaignReply>("RetryCampaign"), (request, _) =>
            Answer(() => new RetryCampaignReply { Reopened = request.Activities.Count }))
        .Unary(Method<ActivityRequest, ActivityReply>("ShowActivity"), (request, _) =>
            Answer(() => Activities[request.Activity]))
        .Unary(Method<ListAgentsRequest, ListAgentsReply>("ListAgents"), (_, _) => Answer(() => Agents))
        .ServerStreaming(Method<FetchRequest, FetchChunk>("Fetch"), (request, _) => FetchAsync(request))
        .Unary(Method<LocateRequest, LocateReply>("Locate"), (_, _) => Answer(() => Located))
        .Unary(Method<AgentStatusRequest, AgentStatusReply>("AgentStatus"), (_, _) => Answer(() => Status));

    private static GrpcMethod<TRequest, TReply> Method<TRequest, TReply>(string name)
        where TRequest : class, IMessage<TRequest>
        where TReply : class, IMessage<TReply> =>
        GrpcMethod<TRequest, TReply>.From(s_control, name, WireParser.RequireShape);

    private Task<T> Answer<T>(Func<T> answer) =>
        Refusal == ErrorCode.None ? Task.FromResult(answer()) : throw Refused();

    private GrpcException Refused()
    {
        GrpcMetadata trailers = [];
        trailers.Add(WireProtocol.CodeTrailer, WireProtocol.TextOf(Refusal));
        return new GrpcException(new GrpcStatus(GrpcStatusCode.FailedPrecondition, RefusalText), trailers);
    }

    private async Task<PutReply> PutAsync(IAsyncEnumerable<PutChunk> chunks, ServerCall call)
    {
        using MemoryStream bytes = new();
        await foreach (PutChunk chunk in chunks)
        {
            await bytes.WriteAsync(chunk.Content.Memory, call.CancellationToken);
            if (bytes.Length > MaxPutBytes)
            {
                throw Refused();
            }
        }

        Digest digest = Digest.Of(bytes.ToArray());
        Kept[digest] = bytes.ToArray();
        return new PutReply { Digest = ModelCodec.Encode(digest), SizeBytes = (ulong)bytes.Length };
    }

    private static PlanReply Plan(SubmitRequest request)
    {
        CampaignGraph graph = CampaignCodec.Decode(request.Campaign.Memory);
        PlanReply reply = new() { BytesToMove = 2048 };
        reply.Activities.AddRange(graph.Activities.Select((activity, i) => new PlannedActivity
        {
            Name = activity.Name,
            Wave = i,
            Candidates =
                { new Candidate { Agent = "hpc", WaitMicros = 1000, MoveBytes = 1024, RunMicros = 2_000_000 } },
        }));
        return reply;
    }

    private async IAsyncEnumerable<CampaignChange> WatchAsync(WatchCampaignRequest request)
    {
        Watches.Enqueue(request.After);
        await Task.CompletedTask;
        if (Refusal != ErrorCode.None)
        {
            throw Refused();
        }

        int told = 0;
        foreach (CampaignChange change in Changes.Where(change => change.Number > request.After))
        {
            if (BreakAfter > 0 && told++ == BreakAfter)
            {
                throw new GrpcException(GrpcStatusCode.Unavailable, "the connection broke");
            }

            yield return change;
        }
    }

    private async IAsyncEnumerable<FetchChunk> FetchAsync(FetchRequest request)
    {
        await Task.CompletedTask;
        Assert(Digest.TryParse(request.Reference, out Digest digest) && Kept.ContainsKey(digest));
        byte[] bytes = Kept[digest];
        const int Piece = 1000;
        int told = 0;
        for (int at = (int)request.Offset; at < bytes.Length; at += Piece)
        {
            if (BreakAfter > 0 && told++ == BreakAfter)
            {
                throw new GrpcException(GrpcStatusCode.Unavailable, "the connection broke");
            }

            yield return new FetchChunk
            {
                Content = ByteString.CopyFrom(
                bytes, at, Math.Min(Piece, bytes.Length - at))
            };
        }
    }

    private static void Assert(bool found)
    {
        if (!found)
        {
            throw new GrpcException(GrpcStatusCode.NotFound, "nobody has it");
        }
    }
}
