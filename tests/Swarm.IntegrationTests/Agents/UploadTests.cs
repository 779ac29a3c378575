using Swarm.Agent.Fabric;
using Swarm.Grpc;
using Swarm.IntegrationTests.Fabric;
using Swarm.Model;
using Swarm.Protocol;
using Swarm.Protocol.V1;
using Xunit;
using ActivityState = Swarm.Model.ActivityState;
using CarriedFile = Swarm.Model.CarriedFile;
using Digest = Swarm.Model.Digest;
using ErrorCode = Swarm.Model.ErrorCode;

namespace Swarm.IntegrationTests.Agents;

/// <summary>What is too large for the broker lies at two agents before anybody is told that it is safe.</summary>
public sealed class UploadTests
{
    private const int LargeBytes = (64 << 20) + 1;

    [RequiresTool("nats-server")]
    public async Task A_large_file_lies_at_two_agents_and_outlives_the_one_that_took_it()
    {
        await using LiveSwarm swarm = await LiveSwarm.StartAsync("alpha", "beta", "gamma");
        (byte[] content, Digest digest) = Large(1);

        PutReply put = await swarm["alpha"].PutAsync(content);

        Assert.Equal(("", (ulong)LargeBytes, digest), (put.Warning, put.SizeBytes, ModelCodec.Decode(put.Digest)));
        Assert.True(swarm["alpha"].Holds(digest));
        LiveAgent second = Assert.Single(swarm.Agents, agent => agent.Name.Text != "alpha" && agent.Holds(digest));
        LiveAgent third = swarm.Agents.Single(agent => agent.Name.Text != "alpha" && agent != second);

        await swarm.LoseAsync("alpha");
        await swarm.GoesOnAsync();
        CampaignGraph graph = Reading(digest, third.Name);
        SubmitReply accepted = await third.SubmitAsync(graph);

        Assert.Empty(accepted.Warnings);
        Assert.Equal(ActivityState.Completed, (await third.EndOfAsync(graph.Id)).State);
        Assert.Equal($"{LargeBytes}\n", third.Read($"campaigns/{graph.Id}/count/n"));
        Assert.True(third.Holds(digest) && second.Holds(digest));
    }

    [RequiresTool("nats-server")]
    public async Task Putting_it_again_finds_the_copy_that_is_there()
    {
        await using LiveSwarm swarm = await LiveSwarm.StartAsync("alpha", "beta", "gamma");
        (byte[] content, Digest digest) = Large(2);
        await swarm["alpha"].PutAsync(content);

        PutReply again = await swarm["alpha"].PutAsync(content);
        SubmitReply accepted = await swarm["alpha"].SubmitAsync(Reading(digest, swarm["alpha"].Name));

        Assert.Equal("", again.Warning);
        Assert.Empty(accepted.Warnings);
        Assert.Equal(2, swarm.Agents.Count(agent => agent.Holds(digest)));
        Assert.All(swarm.Agents.Where(agent => agent.Holds(digest)), agent => Assert.Equal([digest], Marks(agent)));
    }

    [RequiresTool("nats-server")]
    public async Task Alone_an_agent_says_that_it_has_the_only_copy()
    {
        await using LiveSwarm swarm = await LiveSwarm.StartAsync("alpha");
        (byte[] content, Digest digest) = Large(3);

        PutReply put = await swarm["alpha"].PutAsync(content);
        SubmitReply accepted = await swarm["alpha"].SubmitAsync(Reading(digest, swarm["alpha"].Name));

        Assert.Contains("lies on alpha only", put.Warning, StringComparison.Ordinal);
        string warning = Assert.Single(accepted.Warnings);
        Assert.Contains("'big.bin': a file of 64 MiB lies on alpha only", warning, StringComparison.Ordinal);
    }

    [RequiresTool("nats-server")]
    public async Task Why_there_is_no_second_copy_is_said()
    {
        await using LiveSwarm swarm = await LiveSwarm.StartAsync("alpha");
        await swarm.AddAsync("beta", fabric => fabric with { ContentMaxBytes = 1 << 20 });

        PutReply put = await swarm["alpha"].PutAsync(Large(4).Content);

        Assert.Contains("lies on alpha only (beta has no copy: ", put.Warning, StringComparison.Ordinal);
        Assert.Contains("fabric.contentMaxBytes", put.Warning, StringComparison.Ordinal);
    }

    [RequiresTool("nats-server")]
    public async Task A_campaign_whose_large_file_was_put_nowhere_is_refused()
    {
        await using LiveSwarm swarm = await LiveSwarm.StartAsync("alpha", "beta");

        GrpcException refused = await Assert.ThrowsAsync<GrpcException>(
            () => swarm["beta"].SubmitAsync(Reading(Digest.Of("nobody has it"u8), swarm["beta"].Name)));

        Assert.Equal(
            ErrorCode.InputMissing, WireProtocol.CodeOf(refused.Trailers.GetText(WireProtocol.CodeTrailer)));
        Assert.Contains("dispatch the campaign again", refused.Status.Detail, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_full_disk_refuses_an_upload_with_its_remedy()
    {
        Skip.If(RequiresToolAttribute.WhyNot("nats-server") is not null, RequiresToolAttribute.WhyNot("nats-server"));
        string place = Directory.CreateTempSubdirectory("swarm-tiny-").FullName;
        using TinyDisk disk = TinyDisk.Mount(place, megabytes: 16);
        await using LiveSwarm swarm = await LiveSwarm.StartAsync("alpha");
        await swarm.AddAsync("beta", fabric => fabric with { Root = disk.Path });

        GrpcException refused = await Assert.ThrowsAsync<GrpcException>(
            () => swarm["beta"].PutAsync(Large(5).Content));

        Assert.Equal(ErrorCode.DiskFull, WireProtocol.CodeOf(refused.Trailers.GetText(WireProtocol.CodeTrailer)));
        Assert.Contains("fabric.root", refused.Status.Detail, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(disk.Path, ".swarm", "partial")));
    }

    private static IEnumerable<Digest> Marks(LiveAgent agent) =>
        new UploadMarks(agent.Store.Folders, TimeProvider.System).Read().Keys;

    private static CampaignGraph Reading(Digest digest, AgentId where) => Orders.Graph(
        [new CarriedFile("big.bin", LargeBytes, digest, false)],
        Orders.Sh("count", "wc -c < big.bin > n", "n").Reads("big.bin") with { Placement = new(where.Text) });

    private static (byte[] Content, Digest Digest) Large(int seed)
    {
        byte[] content = new byte[LargeBytes];
        new Random(seed).NextBytes(content);
        return (content, Digest.Of(content));
    }
}
