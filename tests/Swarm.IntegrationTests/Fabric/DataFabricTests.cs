using Swarm.Agent.Fabric;
using Swarm.Core;
using Swarm.Model;
using Xunit;

namespace Swarm.IntegrationTests.Fabric;

public sealed class DataFabricTests : IAsyncLifetime
{
    private readonly TestNet _net = TestNet.Create();
    private readonly TestSite _a;
    private readonly TestSite _b;

    public DataFabricTests()
    {
        _a = _net.Add("alpha");
        _b = _net.Add("beta");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _net.DisposeAsync();

    [Fact]
    public async Task An_output_travels_to_who_needs_it_and_makes_a_new_holder()
    {
        CampaignGraph graph = Orders.Graph(
            [],
            Orders.Sh("make", "mkdir d; echo one > d/1; echo two > d/2; echo x > e", "d", "e"),
            Orders.Sh("use", "cat d/1 d/2 e > all", "all").Reads("activity://make"));
        OutputManifest made = await _a.Succeed(Orders.Of(graph, "make"));
        OutputManifest used = await _b.Succeed(Orders.Of(graph, "use", 1, ("make", _a.Agent, made)));

        Assert.Equal(["d/1", "d/2", "e"], made.Files!.Select(file => file.Path));
        Assert.Equal("one\ntwo\nx\n", _b.Read($"campaigns/{graph.Id}/use/all"));
        Assert.Equal("all", Assert.Single(used.Files!).Path);
        Assert.Contains(_b.Seen, input => input is AgentInput.RunAdvanced { Report.State: ActivityState.StagingIn });
        Assert.Contains(_b.Seen, input => input == new AgentInput.OutputsHeld(new ActivityId(graph.Id, 0)));
        Assert.Equal(3, _b.Seen.OfType<AgentInput.TransferMeasured>().Count());
        Assert.All(made.Files!, file => Assert.NotNull(_b.Store.SizeOf(file.Digest)));
    }

    [Fact]
    public async Task What_is_here_already_does_not_travel()
    {
        CampaignGraph graph = Orders.Graph(
            [], Orders.Sh("make", "echo 1 > x", "x"), Orders.Sh("use", "cat x", []).Reads("activity://make"));
        OutputManifest made = await _a.Succeed(Orders.Of(graph, "make"));
        await _a.Succeed(Orders.Of(graph, "use", 1, ("make", _a.Agent, made)));

        Assert.Empty(_net.Opened);
        Assert.DoesNotContain(_a.Seen, input => input is AgentInput.DataWanted);
        Assert.DoesNotContain(
            _a.Seen, input => input is AgentInput.RunAdvanced { Report.State: ActivityState.StagingIn });
    }

    [Theory]
    [InlineData("d/1", "1")]
    [InlineData("1", "1")]
    [InlineData("d", "d/1")]
    [InlineData("sub", "sub/3")]
    public async Task A_part_of_an_output_is_named_with_or_without_the_output_itself(string part, string seenAs)
    {
        CampaignGraph graph = Orders.Graph(
            [],
            Orders.Sh("make", "mkdir -p d/sub; echo one > d/1; echo three > d/sub/3", "d"),
            Orders.Sh("use", $"cat {seenAs}", []).Reads($"activity://make/{part}"));
        OutputManifest made = await _a.Succeed(Orders.Of(graph, "make"));

        await _b.Succeed(Orders.Of(graph, "use", 1, ("make", _a.Agent, made)));
    }

    [Fact]
    public async Task A_part_that_was_not_made_fails_naming_what_there_is()
    {
        CampaignGraph graph = Orders.Graph(
            [],
            Orders.Sh("make", "mkdir d; echo one > d/1", "d"),
            Orders.Sh("use", "true").Reads("activity://make/d/2"));
        OutputManifest made = await _a.Succeed(Orders.Of(graph, "make"));
        ActivityOutcome.Failed failed = await _b.Fail(Orders.Of(graph, "use", 1, ("make", _a.Agent, made)));

        Assert.Equal(ErrorCode.BadReference, failed.Code);
        Assert.Contains("d/1", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_too_large_for_the_log_is_fetched_by_its_digest()
    {
        CampaignGraph graph = Orders.Graph(
            [],
            Orders.Sh("make", "mkdir d; for i in $(seq 100); do echo $i > d/$i; done", "d"),
            Orders.Sh("use", "ls d | wc -l > n", "n").Reads("activity://make"));
        OutputManifest made = await _a.Succeed(Orders.Of(graph, "make"));
        await _b.Succeed(Orders.Of(graph, "use", 1, ("make", _a.Agent, made)));

        Assert.Null(made.Files);
        Assert.Equal(100, made.Count);
        Assert.Equal("100\n", _b.Read($"campaigns/{graph.Id}/use/n"));
    }

    [Fact]
    public async Task A_need_of_several_runs_is_one_transfer()
    {
        CampaignGraph graph = Orders.Graph(
            [],
            [Orders.Sh("make", "echo shared > x", "x"),
                .. Enumerable.Range(0, 8).Select(i => Orders.Sh($"use{i}", "cat x").Reads("activity://make"))]);
        OutputManifest made = await _a.Succeed(Orders.Of(graph, "make"));
        _net.Hold = new TaskCompletionSource();
        Task[] uses = [.. Enumerable.Range(0, 8).Select(i =>
            _b.Succeed(Orders.Of(graph, $"use{i}", 1, ("make", _a.Agent, made))))];
        while (_net.Opened.IsEmpty)
        {
            await Task.Yield();
        }

        _net.Hold.SetResult();
        await Task.WhenAll(uses);

        Assert.Single(_net.Opened);
    }

    [Fact]
    public async Task A_broken_transfer_goes_on_and_a_wrong_byte_is_sent_again()
    {
        CampaignGraph graph = Orders.Graph(
            [], Orders.Sh("make", "seq 1000 > x", "x"), Orders.Sh("use", "cat x").Reads("activity://make"));
        OutputManifest made = await _a.Succeed(Orders.Of(graph, "make"));
        _net.Breaks = 1;
        _net.Flips = 1;
        await _b.Succeed(Orders.Of(graph, "use", 1, ("make", _a.Agent, made)));

        Assert.Equal(3, _net.Opened.Count);
        Assert.Equal([0L, made.TotalBytes / 2, 0L], _net.Opened.Select(opened => opened.Offset));
    }

    [Fact]
    public async Task A_holder_that_always_lies_is_given_up_after_three_transfers()
    {
        CampaignGraph graph = Orders.Graph(
            [], Orders.Sh("make", "echo 1 > x", "x"), Orders.Sh("use", "cat x").Reads("activity://make"));
        OutputManifest made = await _a.Succeed(Orders.Of(graph, "make"));
        _net.Flips = int.MaxValue;
        ActivityOutcome outcome = await _b.Start(Orders.Of(graph, "use", 1, ("make", _a.Agent, made)));

        ActivityOutcome.Released released = Assert.IsType<ActivityOutcome.Released>(outcome);
        Assert.Equal(ErrorCode.ChecksumMismatch, released.Code);
        Assert.Equal(3, _net.Opened.Count);
    }

    [Fact]
    public async Task A_lost_output_hands_the_attempt_back_and_names_its_producer()
    {
        CampaignGraph graph = Orders.Graph(
            [], Orders.Sh("make", "echo 1 > x", "x"), Orders.Sh("use", "cat x").Reads("activity://make"));
        OutputManifest made = await _a.Succeed(Orders.Of(graph, "make"));
        _net.Dead.Add(_a.Agent);
        ActivityOutcome outcome = await _b.Start(Orders.Of(graph, "use", 1, ("make", _a.Agent, made)));

        ActivityOutcome.Released released = Assert.IsType<ActivityOutcome.Released>(outcome);
        Assert.Equal((ErrorCode.InputMissing, 0), (released.Code, released.MissingProducer));
        Assert.Contains("'x' of activity 'make'", released.Message, StringComparison.Ordinal);
        Assert.Contains("made by agent 'alpha'", released.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_core_that_never_answers_is_waited_for_only_so_long()
    {
        await using TestNet net = new() { Silent = true };
        TestSite lone = net.Add(
            "lone",
            fabric: new FabricOptions { Root = "unused", OfferTimeout = TimeSpan.FromMilliseconds(50) });
        CampaignGraph graph = Orders.Graph(
            [], Orders.Sh("make", "echo 1 > x", "x"), Orders.Sh("use", "cat x").Reads("activity://make"));
        OutputManifest gone = OutputManifest.Of([new OutputFile("x", 2, Digest.Of("?"u8), false)]);

        ActivityOutcome outcome = await lone.Start(Orders.Of(graph, "use", 1, ("make", _a.Agent, gone)));

        Assert.Equal(ErrorCode.InputMissing, Assert.IsType<ActivityOutcome.Released>(outcome).Code);
    }

    [Fact]
    public async Task Carried_files_come_from_the_pool_executable_where_they_were()
    {
        byte[] script = [.. "#!/bin/sh\ncat data/in.txt > out.txt\n"u8];
        byte[] data = [.. "carried\n"u8];
        _net.Pool.Content[Digest.Of(script)] = script;
        _net.Pool.Content[Digest.Of(data)] = data;
        ActivitySpec spec = new ActivitySpec
        {
            Name = "run",
            Plugin = "shell",
            Arguments = ["./tool.sh"],
            Outputs = [DataRef.Parse("out.txt")],
        }.Reads("tool.sh", "data");
        CampaignGraph graph = Orders.Graph(
            [
                new CarriedFile("tool.sh", script.Length, Digest.Of(script), true),
                new CarriedFile("data/in.txt", data.Length, Digest.Of(data), false),
            ],
            spec);

        await _a.Succeed(Orders.Of(graph, "run"));
        Assert.Equal("carried\n", _a.Read($"campaigns/{graph.Id}/run/out.txt"));

        // A peer that ran something of the campaign has them too, should the pool lose them.
        _net.Pool.Content.Clear();
        await _b.Succeed(Orders.Of(graph, "run"));
        Assert.Equal("carried\n", _b.Read($"campaigns/{graph.Id}/run/out.txt"));
    }

    [Fact]
    public async Task A_file_at_another_agent_is_fetched_by_name_alias_or_tag()
    {
        _a.Write("data/raw.txt", "raw\n");
        foreach (string place in new[] { "alpha", "a", "tag:viz" })
        {
            ActivitySpec spec = Orders.Sh("use", "cat raw.txt > got", "got").Reads($"{place}://data/raw.txt");
            RunOrder order = Orders.Single(spec);
            TestSite runner = place == "tag:viz" ? _a : _b;
            await runner.Succeed(order);
            Assert.Equal("raw\n", runner.Read($"campaigns/{order.Activity.Campaign}/use/got"));
        }
    }

    [Fact]
    public async Task A_folder_at_another_agent_travels_with_all_its_files()
    {
        _a.Write("raw/1.txt", "one\n");
        _a.Write("raw/deep/2.sh", "#!/bin/sh\necho two\n", executable: true);
        ActivitySpec spec = Orders.Sh("use", "cat raw/1.txt > got; raw/deep/2.sh >> got", "got").Reads("alpha://raw");
        RunOrder order = Orders.Single(spec);
        await _b.Succeed(order);

        Assert.Equal("one\ntwo\n", _b.Read($"campaigns/{order.Activity.Campaign}/use/got"));

        File.CreateSymbolicLink(Path.Combine(_a.Root, "raw", "sly"), "/etc/hostname");
        Assert.Equal(ErrorCode.InputMissing, (await _b.Fail(Orders.Single(spec))).Code);
    }

    [Fact]
    public async Task A_file_that_changed_after_it_was_offered_is_not_served_as_what_it_was()
    {
        string path = _a.Write("raw.txt", "first");
        await _b.Succeed(Orders.Single(Orders.Sh("use", "test $(cat raw.txt) = first").Reads("alpha://raw.txt")));
        Digest first = Digest.Of("first"u8);
        Assert.NotNull(_a.Fabric.OpenBlob(first, 0));

        await File.WriteAllTextAsync(path, "other");

        Assert.Null(_a.Fabric.OpenBlob(first, 0));
        await _b.Succeed(Orders.Single(Orders.Sh("use", "test $(cat raw.txt) = other").Reads("alpha://raw.txt")));
    }

    [Theory]
    [InlineData("alpha://no/such/file", ErrorCode.InputMissing)]
    [InlineData("alpha://.swarm/running", ErrorCode.InputMissing)]
    [InlineData("alpha://sly", ErrorCode.InputMissing)]
    [InlineData("alpha:///etc/hostname", ErrorCode.InputMissing)]
    [InlineData("beta:///etc/hostname", ErrorCode.BadReference)]
    [InlineData("beta://.swarm/running", ErrorCode.BadReference)]
    [InlineData("file:///etc/hostname", ErrorCode.BadReference)]
    [InlineData("rsync://host/file", ErrorCode.BadReference)]
    [InlineData("@agentdir/nothing", ErrorCode.InputMissing)]
    public async Task What_may_not_be_read_or_is_not_there_fails_with_the_reference_in_the_message(
        string reference, ErrorCode code)
    {
        File.CreateSymbolicLink(Path.Combine(_a.Root, "sly"), "/etc/hostname");
        ActivityOutcome.Failed failed = await _b.Fail(Orders.Single(Orders.Sh("use", "true").Reads(reference)));

        Assert.Equal(code, failed.Code);
        Assert.Contains(reference, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_that_was_asked_for_goes_on_where_it_ended()
    {
        byte[] content = new byte[1 << 20];
        new Random(3).NextBytes(content);
        Digest digest = await _a.Store.ImportAsync(content, CancellationToken.None);
        _net.Breaks = 3;

        SwarmException broken = await Assert.ThrowsAsync<SwarmException>(async () =>
            await _net.KeepAsync(_b.Agent, "", digest, content.Length, CancellationToken.None));
        await _net.KeepAsync(_b.Agent, "", digest, content.Length, CancellationToken.None);
        await _net.KeepAsync(_b.Agent, "", digest, content.Length, CancellationToken.None);

        Assert.Equal(ErrorCode.TransferFailed, broken.Code);
        Assert.Equal(
            [0L, content.Length / 2, content.Length * 3 / 4, content.Length * 7 / 8],
            _net.Opened.Select(opened => opened.Offset));
        Assert.Equal(content.Length, _b.Store.SizeOf(digest));
    }

    [Fact]
    public async Task A_copy_goes_on_when_nobody_waits_for_it_any_more()
    {
        Digest digest = await _a.Store.ImportAsync(_a.Write("f", "content"), CancellationToken.None);
        _net.Hold = new TaskCompletionSource();
        using CancellationTokenSource impatient = new();
        ValueTask first = _net.KeepAsync(_b.Agent, "", digest, 7, impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await first);

        _net.Hold.SetResult();
        await _net.KeepAsync(_b.Agent, "", digest, 7, CancellationToken.None);

        Assert.Single(_net.Opened);
        Assert.Equal(7, _b.Store.SizeOf(digest));
    }

    [Fact]
    public async Task The_inputs_of_one_attempt_do_not_push_each_other_out()
    {
        TestSite small = _net.Add("small", fabric: new FabricOptions { Root = "unused", ContentMaxBytes = 10_000 });
        CampaignGraph graph = Orders.Graph(
            [],
            Orders.Sh("one", "head -c 6000 /dev/zero | tr '\\0' 1 > x", "x"),
            Orders.Sh("two", "head -c 6000 /dev/zero | tr '\\0' 2 > y", "y"),
            Orders.Sh("use", "cat x", []).Reads("activity://one"),
            Orders.Sh("next", "cat y", []).Reads("activity://two"),
            Orders.Sh("both", "cat x y", []).Reads("activity://one", "activity://two"));
        OutputManifest one = await _a.Succeed(Orders.Of(graph, "one"));
        OutputManifest two = await _a.Succeed(Orders.Of(graph, "two"));

        await small.Succeed(Orders.Of(graph, "use", 1, ("one", _a.Agent, one)));
        await small.Succeed(Orders.Of(graph, "next", 1, ("two", _a.Agent, two)));
        Assert.Equal(6000, small.Store.Usage.Bytes);
        ActivityOutcome.Failed failed = await small.Fail(
            Orders.Of(graph, "both", 1, ("one", _a.Agent, one), ("two", _a.Agent, two)));

        Assert.Equal(ErrorCode.DiskFull, failed.Code);
        Assert.Contains("fabric.contentMaxBytes", failed.Message, StringComparison.Ordinal);
        Assert.True(failed.Code.IsInfrastructure());
    }

    [Fact]
    public async Task What_an_attempt_made_stays_until_it_is_published()
    {
        TestSite small = _net.Add("small", fabric: new FabricOptions { Root = "unused", ContentMaxBytes = 10_000 });
        RunOrder first = Orders.Single(Orders.Sh("make", "head -c 6000 /dev/zero > x", "x"));
        ActivitySpec second = Orders.Sh("make", "head -c 6000 /dev/zero | tr '\\0' 2 > x", "x");
        Assert.IsType<ActivityOutcome.Succeeded>(await small.Start(first));

        Assert.Equal(ErrorCode.DiskFull, (await small.Fail(Orders.Single(second))).Code);
        small.Runner.Publish(first.Activity, first.Attempt);
        await small.Quiet();

        Assert.True(small.Has($"campaigns/{first.Activity.Campaign}/make/x"));
        small.Time.Advance(TimeSpan.FromSeconds(2));
        await small.Succeed(Orders.Single(second));
        Assert.True(small.Has($"campaigns/{first.Activity.Campaign}/make/x"));
    }

    [Fact]
    public async Task Folders_that_the_operator_opened_may_be_named_by_file_references()
    {
        string path = _a.WriteOutside("open/data.txt", "data");
        TestSite opened = _net.Add(
            "gamma",
            fabric: new FabricOptions { Root = "unused", AllowedFileRoots = [Path.GetDirectoryName(path)!] });

        await opened.Succeed(Orders.Single(Orders.Sh("use", "test $(cat data.txt) = data").Reads($"file://{path}")));
    }

    [Fact]
    public async Task What_an_earlier_activity_published_is_read_from_the_campaigns_folder()
    {
        CampaignGraph graph = Orders.Graph(
            [],
            Orders.Sh("make", "echo 1 > \"$SWARM_AGENTDIR/x\"", "@agentdir/x"),
            Orders.Sh("use", "test $(cat x) = 1").Reads("@agentdir/x"));
        await _a.Succeed(Orders.Of(graph, "make"));

        await _a.Succeed(Orders.Of(graph, "use"));
    }

    [Fact]
    public async Task Hostile_paths_in_a_manifest_are_refused()
    {
        CampaignGraph graph = Orders.Graph(
            [], Orders.Sh("make", "true", "x"), Orders.Sh("use", "true").Reads("activity://make"));
        byte[] content = [.. "evil"u8];
        Digest digest = await _b.Store.ImportAsync(content, CancellationToken.None);
        foreach (string path in new[] { "../../evil", "/absolute/evil", "a/../../evil", "x\n", "a//b", "./x" })
        {
            OutputManifest hostile = OutputManifest.Of([new OutputFile(path, 4, digest, false)]);
            ActivityOutcome.Failed failed = await _b.Fail(Orders.Of(graph, "use", 1, ("make", _a.Agent, hostile)));
            Assert.Equal(ErrorCode.BadReference, failed.Code);
        }
    }
}
