using System.Text;
using Swarm.Model;
using Swarm.Protocol;
using Swarm.Protocol.V1;
using Swarm.Sdk.Formats;
using Swarm.Simulation.Scheduling;
using Swarm.UnitTests.Sdk;
using Xunit;
using ActivityState = Swarm.Protocol.V1.ActivityState;
using Digest = Swarm.Model.Digest;
using OutputFile = Swarm.Model.OutputFile;

namespace Swarm.UnitTests.Cli;

/// <summary>WfFormat instances on the command line: run, planned, refused, and written of a campaign.</summary>
public sealed class WorkflowFileTests : IAsyncLifetime
{
    private FakeControl _agent = null!;

    public async Task InitializeAsync() => _agent = await FakeControl.StartAsync();

    public async Task DisposeAsync() => await _agent.DisposeAsync();

    [Fact]
    public async Task An_instance_is_run_as_a_campaign_is()
    {
        string file = Write(Workflows.Draw("fork-join", 12, new WorkflowLoad(10, 1000), 1));
        _agent.Campaign.Summary.State = ActivityState.Completed;
        _agent.Changes.Add(new CampaignChange { Number = 1, Activity = -1, State = ActivityState.Completed });
        SwarmLine swarm = new();

        int code = await swarm.RunAsync(
            "campaign", "run", file, "--time-scale", "0.5", "--id", "replayed", "-a", _agent.Socket);

        Assert.Equal(0, code);
        Assert.True(_agent.Submitted.TryDequeue(out SubmitRequest? sent));
        CampaignGraph graph = CampaignCodec.Decode(sent.Campaign.Memory);
        Assert.Equal("replayed", graph.Id.Text);
        Assert.Equal(12, graph.Activities.Count);
        Assert.All(graph.Activities, activity => Assert.Equal("noop", activity.Plugin));
        Assert.Contains("1 files come from outside", swarm.Error);
    }

    [Fact]
    public async Task An_instance_is_planned()
    {
        string file = Write(Workflows.Draw("chain", 3, new WorkflowLoad(10, 1000), 1));
        SwarmLine swarm = new();

        Assert.Equal(0, await swarm.RunAsync("campaign", "plan", file, "-a", _agent.Socket, "-o", "quiet"));
        Assert.Equal(["step0_00000", "step1_00001", "step2_00002"], swarm.Output.Split('\n')[..3]);
    }

    [Theory]
    [InlineData("{}", "no workflow of a known format (WfFormat)")]
    [InlineData("{\"schemaVersion\": \"1.5\"}", "$ (line 1, column 1): 'name' is missing; add it")]
    public async Task A_bad_document_is_exit_2_with_every_problem(string text, string says)
    {
        string file = Path.Combine(_agent.Folder.FullName, "bad.json");
        await File.WriteAllTextAsync(file, text);
        SwarmLine swarm = new();

        Assert.Equal(2, await swarm.RunAsync("campaign", "run", file, "-a", _agent.Socket));
        Assert.Contains(says, swarm.Error);
        Assert.Empty(_agent.Submitted);
    }

    [Theory]
    [InlineData("1.4")]
    [InlineData("1.5")]
    public async Task A_campaign_is_written_as_an_instance(string version)
    {
        TellOfTwo();
        SwarmLine swarm = new();

        Assert.Equal(0, await swarm.RunAsync("campaign", "export", "--schema", version, "-a", _agent.Socket));

        WfInstance written = WfFormatImporter.Read(Encoding.UTF8.GetBytes(swarm.Output));
        Assert.Equal("mosaic", written.Name);
        Assert.Equal(9, written.MakespanSeconds);
        Assert.Equal(["take_m17", "shrink"], written.Tasks.Select(task => task.Id));
        Assert.Equal(["camera", "convert"], written.Tasks.Select(task => task.Name));
        Assert.Equal([2.5, null], written.Tasks.Select(task => task.RuntimeSeconds));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(4.5), written.Tasks[0].ExecutedAt);
        Assert.Equal(["take_m17"], written.Tasks[1].Parents);
        Assert.Equal(["take_m17.images_1.fits", "B___flat.fits"], written.Tasks[1].Inputs);
        Assert.Equal("/usr/bin/camera", written.Tasks[0].Program);
        Assert.Equal(["--on"], written.Tasks[0].Arguments);
        Assert.Equal(["hpc"], written.Tasks[0].Machines);
        Assert.Equal([new WfMachine("hpc", 8, null, 1 << 30)], written.Machines);
        Assert.Equal(
            [("B___flat.fits", 0L), ("take_m17.images_1.fits", 77L), ("take_m17.log", 5L)],
            written.Files.Select(file => (file.Id, file.SizeBytes)).Order());
        Assert.Contains("1 activities have not ended well", swarm.Error);
    }

    private void TellOfTwo()
    {
        ActivitySummary take = new()
        {
            Index = 0,
            Name = "take m17",
            Plugin = "shell",
            State = ActivityState.Completed,
            Agent = "hpc",
            RanMicros = 2_500_000,
        };
        ActivitySummary shrink = new()
        {
            Index = 1,
            Name = "shrink",
            Plugin = "shell",
            State = ActivityState.Failed,
            Parents = { 0 },
        };
        _agent.Campaign = new ShowCampaignReply
        {
            Summary = new CampaignSummary
            {
                Id = "c1",
                Name = "mosaic",
                State = ActivityState.Failed,
                Activities = 2,
                SubmittedMicros = 1_000_000,
                EndedMicros = 10_000_000,
            },
            Activities = { take, shrink },
        };
        _agent.Activities["take m17"] = new ActivityReply
        {
            Summary = take,
            Command = { "/usr/bin/camera", "--on" },
            Outputs = { OutputOf("images/1.fits", 77), OutputOf("log", 5) },
            History =
            {
                new CampaignChange { Number = 5, State = ActivityState.Completed, BrokerMicros = 7_000_000 },
            },
        };
        _agent.Activities["shrink"] = new ActivityReply
        {
            Summary = shrink,
            Command = { "convert" },
            Inputs = { "activity://take%20m17/images", "B://flat.fits" },
        };
        Swarm.Protocol.V1.Resources offered = ModelCodec.Encode(new Swarm.Model.Resources(8000, 1 << 30));
        _agent.Agents = new ListAgentsReply
        {
            Agents =
            {
                new AgentEntry { Agent = "hpc", Offered = offered },
                new AgentEntry { Agent = "idle", Offered = offered },
            },
        };
    }

    private static PublishedOutput OutputOf(string path, long bytes) => new()
    {
        Activity = "take m17",
        Agent = "hpc",
        File = ModelCodec.Encode(new OutputFile(path, bytes, Digest.Of("x"u8), false)),
    };

    private string Write(WfInstance instance)
    {
        string path = Path.Combine(_agent.Folder.FullName, "workflow.json");
        using FileStream file = File.Create(path);
        WfFormatWriter.Write(instance, WfVersion.V15, file);
        return path;
    }
}
