using Swarm.Model;
using Swarm.Protocol;
using Swarm.Protocol.V1;
using Swarm.Sdk;
using Swarm.Sdk.Views;
using Xunit;
using ActivityState = Swarm.Model.ActivityState;
using Campaign = Swarm.Sdk.Campaign;
using Digest = Swarm.Model.Digest;
using ErrorCode = Swarm.Model.ErrorCode;
using OutputFile = Swarm.Model.OutputFile;

namespace Swarm.UnitTests.Sdk;

/// <summary>The client over the very wire, against a control service that a test writes down.</summary>
public sealed class SwarmClientTests : IAsyncLifetime
{
    private FakeControl _agent = null!;

    public async Task InitializeAsync() => _agent = await FakeControl.StartAsync();

    public async Task DisposeAsync() => await _agent.DisposeAsync();

    [Fact]
    public async Task A_dispatch_puts_the_files_and_then_submits()
    {
        await File.WriteAllTextAsync(Path.Combine(_agent.Folder.FullName, "a.txt"), "hello");
        Campaign campaign = new("c", id: "c1", file: Path.Combine(_agent.Folder.FullName, "campaign.cs"));
        campaign.Run("a", "cat", "a.txt").Reads("a.txt");
        using SwarmClient client = _agent.Connect();

        CampaignRun run = await campaign.DispatchAsync(client, CancellationToken.None);

        Assert.Equal("c1", run.Id);
        Assert.True(_agent.Kept.ContainsKey(Digest.Of("hello"u8)));
        CampaignGraph graph = CampaignCodec.Decode(Assert.Single(_agent.Submitted).Campaign.Memory);
        Assert.Equal("a.txt", Assert.Single(graph.Files).Path);
    }

    [Fact]
    public async Task A_dispatch_tells_what_a_person_should_read()
    {
        _agent.Warnings.Add("'big.bin' lies on fake only");
        Campaign campaign = new("c", id: "c1", file: Path.Combine(_agent.Folder.FullName, "campaign.cs"));
        campaign.Run("a", "true");
        using SwarmClient client = _agent.Connect();

        using CampaignRun run = await campaign.DispatchAsync(client, CancellationToken.None);

        Assert.Equal(["'big.bin' lies on fake only"], run.Warnings);
    }

    [Fact]
    public async Task An_upload_that_is_refused_before_its_end_says_why()
    {
        _agent.MaxPutBytes = 1 << 20;
        _agent.Refusal = ErrorCode.DiskFull;
        _agent.RefusalText = "the disk is full; free some";
        using SwarmClient client = _agent.Connect();
        using MemoryStream content = new(new byte[64 << 20]);

        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(() => client.PutAsync(content));

        Assert.Equal((ErrorCode.DiskFull, "the disk is full; free some"), (refused.Code, refused.Message));
    }

    [Fact]
    public async Task A_large_campaign_is_put_and_named_by_its_digest()
    {
        Campaign campaign = new("c", id: "c1", file: Path.Combine(_agent.Folder.FullName, "campaign.cs"));
        string filler = new('x', 100_000);
        for (int i = 0; i < 40; i++)
        {
            campaign.Run($"a{i}", "echo", filler);
        }

        using SwarmClient client = _agent.Connect();

        await campaign.DispatchAsync(client, CancellationToken.None);

        SubmitRequest submitted = Assert.Single(_agent.Submitted);
        Assert.True(submitted.Campaign.IsEmpty);
        Assert.True(_agent.Kept.ContainsKey(ModelCodec.Decode(submitted.CampaignDigest)));
    }

    [Fact]
    public async Task A_watch_goes_on_after_every_broken_connection_and_tells_each_change_once()
    {
        Script(20);
        _agent.BreakAfter = 3;
        using SwarmClient client = _agent.Connect();
        List<long> told = [];

        await foreach (CampaignEvent change in client.WatchAsync("c1", 0, Limit()))
        {
            told.Add(change.Number);
        }

        Assert.Equal(Enumerable.Range(1, 20).Select(n => (long)n), told);
        Assert.True(_agent.Watches.Count >= 6);
    }

    [Fact]
    public async Task A_watch_moves_to_another_agent_when_one_dies()
    {
        Script(10);
        AgentAddress dead = AgentAddress.OfSocket("dead", Path.Combine(_agent.Folder.FullName, "dead.sock"));
        using SwarmClient client = SwarmClient.Connect([dead, AgentAddress.OfSocket("fake", _agent.Socket)]);
        long last = 0;

        await foreach (CampaignEvent change in client.WatchAsync("c1", 4, Limit()))
        {
            Assert.Equal(Math.Max(4, last) + 1, change.Number);
            last = change.Number;
        }

        Assert.Equal(10, last);
        Assert.Equal("fake", client.Agent);
    }

    [Fact]
    public async Task A_run_completes_with_how_it_ended()
    {
        Script(5);
        Campaign campaign = new("c", id: "c1");
        campaign.Noop("a");
        using SwarmClient client = _agent.Connect();

        CampaignRun run = await campaign.DispatchAsync(client, CancellationToken.None);
        CampaignResult result = await run.Completion;

        Assert.True(result.Succeeded);
        Assert.Equal(ActivityState.Completed, result.State);
    }

    [Fact]
    public async Task A_refusal_keeps_its_code_and_its_sentence()
    {
        _agent.Refusal = ErrorCode.CampaignConflict;
        _agent.RefusalText = "'c1' is taken by another campaign.";
        using SwarmClient client = _agent.Connect();

        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(() => client.ListCampaignsAsync());

        Assert.Equal(ErrorCode.CampaignConflict, refused.Code);
        Assert.Equal("'c1' is taken by another campaign.", refused.Message);
    }

    [Fact]
    public async Task Nobody_there_is_an_error_that_names_the_remedy()
    {
        using SwarmClient client = SwarmClient.Connect(
            [AgentAddress.OfSocket("gone", Path.Combine(_agent.Folder.FullName, "gone.sock"))]);

        SwarmException refused = await Assert.ThrowsAsync<SwarmException>(() => client.StatusAsync());

        Assert.Equal(ErrorCode.PeerUnreachable, refused.Code);
        Assert.Contains("swarm agent start", refused.Message);
    }

    [Fact]
    public async Task An_output_is_saved_whole_over_broken_connections()
    {
        byte[] content = [.. Enumerable.Range(0, 10_500).Select(n => (byte)(n * 7))];
        Keep("m17.jpg", content, executable: true);
        _agent.BreakAfter = 2;
        using SwarmClient client = _agent.Connect();
        string target = Path.Combine(_agent.Folder.FullName, "out", "m17.jpg");

        IReadOnlyList<string> written = await client.Find("c1/shrink").SaveAsAsync(target, Limit());

        Assert.Equal([target], written);
        Assert.Equal(content, await File.ReadAllBytesAsync(target));
        Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(target)!));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(target).HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public async Task Several_files_are_saved_below_a_folder_and_none_outside_it()
    {
        Keep("images/a.png", [1, 2, 3]);
        Keep("images/deep/b.png", [4]);
        using SwarmClient client = _agent.Connect();
        string target = Path.Combine(_agent.Folder.FullName, "out");

        await client.Find("c1/take").SaveAsAsync(target, Limit());

        Assert.Equal([4], await File.ReadAllBytesAsync(Path.Combine(target, "images/deep/b.png")));
        Keep("../evil", [6]);
        await Assert.ThrowsAsync<FormatException>(() => client.Find("c1/take").SaveAsAsync(target, Limit()));
        Assert.False(File.Exists(Path.Combine(_agent.Folder.FullName, "evil")));
    }

    [Fact]
    public async Task What_is_not_what_it_should_be_is_not_saved()
    {
        Keep("a.bin", [1, 2, 3]);
        _agent.Kept[Digest.Of([1, 2, 3])] = [1, 2, 4];
        using SwarmClient client = _agent.Connect();
        string target = Path.Combine(_agent.Folder.FullName, "a.bin");

        SwarmException wrong = await Assert.ThrowsAsync<SwarmException>(
            () => client.Find("x").SaveAsAsync(target, Limit()));

        Assert.Equal(ErrorCode.ChecksumMismatch, wrong.Code);
        Assert.Empty(Directory.EnumerateFiles(_agent.Folder.FullName, "*a.bin*"));
    }

    [Fact]
    public async Task A_plan_is_asked_without_submitting()
    {
        Campaign campaign = new("c");
        campaign.Noop("a");
        using SwarmClient client = _agent.Connect();

        CampaignPlan plan = await client.PlanAsync(campaign);

        Assert.Equal("hpc", Assert.Single(Assert.Single(plan.Activities).Candidates).Agent);
        Assert.Empty(_agent.Submitted);
    }

    private static CancellationToken Limit() => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    private void Script(int changes)
    {
        for (int number = 1; number <= changes; number++)
        {
            bool isEnd = number == changes;
            _agent.Changes.Add(new CampaignChange
            {
                CampaignId = "c1",
                Number = number,
                Activity = isEnd ? -1 : 0,
                ActivityName = isEnd ? "" : "a",
                State = isEnd ? Swarm.Protocol.V1.ActivityState.Completed : Swarm.Protocol.V1.ActivityState.Running,
            });
        }

        _agent.Campaign.Summary.State = Swarm.Protocol.V1.ActivityState.Completed;
        _agent.Campaign.Summary.LastChange = changes;
    }

    private void Keep(string path, byte[] content, bool executable = false)
    {
        Digest digest = Digest.Of(content);
        _agent.Kept[digest] = content;
        _agent.Located.Files.Add(ModelCodec.Encode(new OutputFile(path, content.Length, digest, executable)));
    }
}
