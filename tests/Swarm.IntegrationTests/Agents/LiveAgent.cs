using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Swarm.Agent;
using Swarm.Agent.Fabric;
using Swarm.Core;
using Swarm.Grpc;
using Swarm.Grpc.Client;
using Swarm.IntegrationTests.Broker;
using Swarm.Model;
using Swarm.Protocol;
using Swarm.Protocol.V1;
using Digest = Swarm.Model.Digest;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Swarm.IntegrationTests.Agents;

/// <summary>A whole agent in this process: its port, its socket, its hands and its loop, at a real broker.</summary>
internal sealed class LiveAgent : IAsyncDisposable
{
    private const int PieceBytes = 256 * 1024;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly ServiceDescriptor s_control =
        ControlReflection.Descriptor.Services.Single(service => service.Name == "Control");

    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;
    private bool _isOver;

    private LiveAgent(WebApplication app, AgentOptions options)
    {
        _app = app;
        Options = options;
        Agent = app.Services.GetRequiredService<SwarmAgent>();
        _channel = GrpcChannel.ForAddress(new Uri($"unix:{options.Socket}"));
    }

    internal AgentOptions Options { get; }

    internal SwarmAgent Agent { get; }

    internal AgentId Name => AgentId.Parse(Options.Name);

    internal DiskContentStore Store => Agent.Parts.Store;

    internal static async Task<LiveAgent> StartAsync(AgentOptions options)
    {
        Directory.CreateDirectory(options.State);
        Directory.CreateDirectory(options.Fabric.Root);
        File.Delete(options.Socket);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSwarmAgent(options);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenFor(options));
        WebApplication app = builder.Build();
        LiveAgent live = new(app, options);
        await live.Agent.StartAsync(CancellationToken.None);
        app.MapSwarmAgent();
        await app.StartAsync();
        return live;
    }

    /// <summary>Waits until these are the members in its eyes.</summary>
    internal Task SeesAsync(params string[] names) => Until.HoldsAsync(
        async () => (await AskAsync(core => core.Reading.View.Members.Select(member => member.Agent.Text).ToArray()))
            .SequenceEqual(names.Order()),
        s_patience,
        $"{Name} sees {string.Join(", ", names)}");

    /// <summary>What its core believes.</summary>
    internal Task<T> AskAsync<T>(Func<AgentCore, T> question) =>
        Agent.Parts.Loop.AskAsync((core, _) => question(core), CancellationToken.None).WaitAsync(s_patience);

    /// <summary>Puts content over its socket.</summary>
    internal async Task<PutReply> PutAsync(byte[] content)
    {
        using CancellationTokenSource limit = new(s_patience);
        GrpcMethod<PutChunk, PutReply> put =
            GrpcMethod<PutChunk, PutReply>.From(s_control, "Put", WireParser.RequireShape);
        await using DuplexCall<PutChunk, PutReply> call = _channel.Duplex(put, GrpcCallOptions.Default, limit.Token);
        try
        {
            for (int at = 0; at < content.Length; at += PieceBytes)
            {
                int length = Math.Min(PieceBytes, content.Length - at);
                PutChunk piece = new() { Content = UnsafeByteOperations.UnsafeWrap(content.AsMemory(at, length)) };
                await call.WriteAsync(piece, flush: true, limit.Token);
            }

            return await call.CompleteAndReadAsync(limit.Token);
        }
        catch (GrpcException)
        {
            // The status says why it reads no more.
            await call.ReadAsync(limit.Token);
            throw;
        }
    }

    /// <summary>Submits a campaign over its socket.</summary>
    internal async Task<SubmitReply> SubmitAsync(CampaignGraph graph)
    {
        using CancellationTokenSource limit = new(s_patience);
        GrpcMethod<SubmitRequest, SubmitReply> submit =
            GrpcMethod<SubmitRequest, SubmitReply>.From(s_control, "Submit", WireParser.RequireShape);
        SubmitRequest request = new() { Campaign = ByteString.CopyFrom(CampaignCodec.Encode(graph).Span) };
        return await _channel.UnaryAsync(submit, request, GrpcCallOptions.Default, limit.Token);
    }

    /// <summary>Runs a campaign to its end.</summary>
    internal async Task<CampaignReading> RunAsync(CampaignGraph graph)
    {
        await SubmitAsync(graph);
        return await EndOfAsync(graph.Id);
    }

    /// <summary>Waits until a campaign has ended, and for what it publishes here.</summary>
    internal async Task<CampaignReading> EndOfAsync(CampaignId campaign)
    {
        CampaignReading? reading = null;
        await Until.HoldsAsync(
            async () => (reading = await AskAsync(core => core.Reading.Find(campaign)))?.State.IsFinal() == true,
            s_patience,
            $"the end of {campaign}");
        await Until.HoldsAsync(() => Agent.Parts.Runner.Open == 0, s_patience, "what it leaves is published");
        return reading!;
    }

    /// <summary>Whether it holds content.</summary>
    internal bool Holds(Digest digest) => Store.SizeOf(digest) is not null;

    /// <summary>A file below its root, or null.</summary>
    internal string? Read(string path)
    {
        string place = Path.Combine(Options.Fabric.Root, path);
        return File.Exists(place) ? File.ReadAllText(place) : null;
    }

    /// <summary>Ends it without a word to anybody, as a crash would.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        _channel.Dispose();
        await Agent.DisposeAsync();
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
