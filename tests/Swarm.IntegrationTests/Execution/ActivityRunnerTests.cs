using Swarm.Agent.Execution;
using Swarm.Agent.Fabric;
using Swarm.Core;
using Swarm.IntegrationTests.Fabric;
using Swarm.Model;
using Swarm.Plugins;
using Xunit;

namespace Swarm.IntegrationTests.Execution;

public sealed class ActivityRunnerTests : IAsyncLifetime
{
    private readonly TestNet _net = TestNet.Create();
    private readonly TestSite _site;

    public ActivityRunnerTests()
    {
        _net.Plugins.Add(new ThrowingPlugin());
        _net.Plugins.Add(new HangingPlugin());
        _site = _net.Add("alpha");
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _net.DisposeAsync();

    [Fact]
    public async Task Outputs_are_seen_only_when_the_log_accepted_the_result()
    {
        RunOrder order = Orders.Single(Orders.Sh(
            "make",
            "mkdir d; echo 1 > d/x; echo 2 > \"$SWARM_AGENTDIR\"/deep/y; echo 3 > ../../out/z.txt",
            "d",
            "@agentdir/deep/y",
            "alpha://shelf/z.txt"));
        string campaign = $"campaigns/{order.Activity.Campaign}";
        ActivityOutcome.Succeeded done = Assert.IsType<ActivityOutcome.Succeeded>(await _site.Start(order));

        Assert.False(_site.Has(campaign));
        Assert.False(_site.Has("shelf"));
        Assert.Equal(["d/x", "y", "z.txt"], done.Outputs.Files!.Select(file => file.Path));

        _site.Runner.Publish(order.Activity, order.Attempt);
        await _site.Quiet();

        Assert.Equal("1\n", _site.Read($"{campaign}/make/d/x"));
        Assert.Equal("2\n", _site.Read($"{campaign}/deep/y"));
        Assert.Equal("3\n", _site.Read("shelf/z.txt"));
        Assert.False(Directory.Exists(_site.Folders.Run(order.Activity, order.Attempt)));
        Assert.False(FileCalls.FactsOf(Path.Combine(_site.Root, campaign, "make/d/x"), false)!.Value.IsWritable);
    }

    [Fact]
    public async Task A_refused_result_leaves_nothing_visible()
    {
        RunOrder order = Orders.Single(Orders.Sh("make", "echo 1 > x", "x"));
        Assert.IsType<ActivityOutcome.Succeeded>(await _site.Start(order));

        _site.Runner.Discard(order.Activity, order.Attempt);
        await _site.Quiet();

        Assert.False(_site.Has($"campaigns/{order.Activity.Campaign}"));
        Assert.False(Directory.Exists(_site.Folders.Run(order.Activity, order.Attempt)));
    }

    [Fact]
    public async Task What_is_published_a_second_time_replaces_the_first_and_the_same_is_left_alone()
    {
        await _site.Succeed(Orders.Single(Writing("first")));
        ulong first = FileCalls.FactsOf(Path.Combine(_site.Root, "shelf/x"), false)!.Value.Inode;
        await _site.Succeed(Orders.Single(Writing("first")));
        Assert.Equal(first, FileCalls.FactsOf(Path.Combine(_site.Root, "shelf/x"), false)!.Value.Inode);

        await _site.Succeed(Orders.Single(Writing("second")));
        Assert.Equal("second\n", _site.Read("shelf/x"));
        Assert.Equal(["x"], Directory.GetFileSystemEntries(Path.Combine(_site.Root, "shelf")).Select(Path.GetFileName));

        static ActivitySpec Writing(string text) => Orders.Sh("make", $"echo {text} > ../../out/x", "alpha://shelf/x");
    }

    [Fact]
    public async Task A_restarted_agent_publishes_what_an_earlier_process_kept()
    {
        RunOrder order = Orders.Single(Orders.Sh("make", "echo 1 > x", "x"));
        Assert.IsType<ActivityOutcome.Succeeded>(await _site.Start(order));
        ActivityRunner later = new(
            new ExecutionOptions(),
            new ExecutionTools(
                _site.Agent,
                new PluginCatalog([]),
                null!,
                TimeProvider.System,
                Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance),
            _site.Fabric,
            _site.Mailbox);

        later.Publish(order.Activity, order.Attempt);
        await later.DisposeAsync();

        Assert.Equal("1\n", _site.Read($"campaigns/{order.Activity.Campaign}/make/x"));
    }

    [Fact]
    public async Task Programs_see_their_folders_their_names_and_little_else()
    {
        RunOrder order = Orders.Single(Orders.Sh("make it", "env > e; pwd > p", "e", "p") with
        {
            Environment = new Dictionary<string, string> { ["OMP_NUM_THREADS"] = "1", ["PATH"] = "/usr/bin:/bin" },
            Resources = new Resources(2500),
            WorkingDirectory = DataRef.Parse("@agentdir/scratch"),
        });
        await _site.Succeed(order);
        string[] lines = _site.Read($"campaigns/{order.Activity.Campaign}/scratch/e").TrimEnd().Split('\n');
        string view = Path.Combine(_site.Folders.Run(order.Activity, order.Attempt), "view");

        Assert.Equal($"{view}/scratch\n", _site.Read($"campaigns/{order.Activity.Campaign}/scratch/p"));
        string[] allowed = ["HOME", "USER", "LANG", "TZ", "TMPDIR", "PWD", "SHLVL", "_", "OLDPWD"];
        Assert.Equal(
            [
                "OMP_NUM_THREADS=1", "PATH=/usr/bin:/bin", "SWARM_ACTIVITY=make it", "SWARM_AGENT=alpha",
                $"SWARM_AGENTDIR={view}", "SWARM_ATTEMPT=1", $"SWARM_CAMPAIGN={order.Activity.Campaign}",
                "SWARM_CORES=2", $"SWARM_OUTPUTDIR={view}/scratch", $"SWARM_WORKINGDIR={view}/scratch",
            ],
            lines.Where(
                line => !allowed.Contains(line.Split('=')[0]) && !line.StartsWith("LC_", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_log_of_a_run_stays_when_its_folder_goes()
    {
        RunOrder order = Orders.Single(Orders.Sh("talk", "echo said; echo cried >&2"));
        await _site.Succeed(order);

        Assert.Equal("said\n", await File.ReadAllTextAsync(_site.Folders.OutputLog(order.Activity, order.Attempt)));
        Assert.Equal("cried\n", await File.ReadAllTextAsync(_site.Folders.ErrorLog(order.Activity, order.Attempt)));
        Assert.False(Directory.Exists(_site.Folders.Run(order.Activity, order.Attempt)));
    }

    [Theory]
    [InlineData("echo one; for i in 1 2 3 4 5 6 7; do echo bad$i >&2; done; exit 7", ErrorCode.ExitCode,
        "exit code 7; stderr ends: bad3 | bad4 | bad5 | bad6 | bad7")]
    [InlineData("echo only out; exit 1", ErrorCode.ExitCode, "exit code 1; stdout ends: only out")]
    [InlineData("exit 3", ErrorCode.ExitCode, "exit code 3")]
    [InlineData("printf '\\033[31mred\\n' >&2; exit 1", ErrorCode.ExitCode, "exit code 1; stderr ends: \\x1b[31mred")]
    [InlineData("kill -9 $$", ErrorCode.Signal, "ended by signal 9 (SIGKILL)")]
    public async Task A_failed_program_is_told_in_one_line(string line, ErrorCode code, string message)
    {
        ActivityOutcome.Failed failed = await _site.Fail(Orders.Single(Orders.Sh("fail", line)));

        Assert.Equal((code, message), (failed.Code, failed.Message));
        Assert.True(failed.Figures.RunMicros > 0);
    }

    [Fact]
    public async Task A_very_talkative_failure_is_cut_to_two_kibibytes()
    {
        ActivityOutcome.Failed failed = await _site.Fail(
            Orders.Single(Orders.Sh("fail", "head -c 100000 /dev/zero | tr '\\0' x >&2; exit 1")));

        Assert.InRange(failed.Message.Length, 1000, 2048);
    }

    [Fact]
    public async Task A_time_limit_ends_the_program()
    {
        ActivityOutcome.Failed failed = await _site.Fail(Orders.Single(
            Orders.Sh("slow", "sleep 60") with { TimeLimit = TimeSpan.FromMilliseconds(100) }));

        Assert.Equal((ErrorCode.TimedOut, "ran longer than its limit of 0.1 s"), (failed.Code, failed.Message));
    }

    [Theory]
    [InlineData("noop")]
    [InlineData("hanging")]
    public async Task A_time_limit_ends_what_is_no_program_too(string plugin)
    {
        ActivityOutcome.Failed failed = await _site.Fail(Orders.Single(new ActivitySpec
        {
            Name = "slow",
            Plugin = plugin,
            Options = plugin == "noop" ? new Dictionary<string, string> { ["sleep"] = "60" }
                : new Dictionary<string, string>(),
            TimeLimit = TimeSpan.FromMilliseconds(100),
        }));

        Assert.Equal((ErrorCode.TimedOut, "ran longer than its limit of 0.1 s"), (failed.Code, failed.Message));
    }

    [Fact]
    public async Task Two_results_for_one_new_folder_are_both_seen()
    {
        RunOrder[] orders =
        [
            .. Enumerable.Range(0, 6).Select(i => Orders.Single(Orders.Sh(
                "make", $"mkdir -p ../../out/shelf; echo {i} > ../../out/shelf/{i}", "alpha://deep/shelf"))),
        ];
        Assert.All(
            await Task.WhenAll(orders.Select(_site.Start)),
            outcome => Assert.IsType<ActivityOutcome.Succeeded>(outcome));
        Array.ForEach(orders, order => _site.Runner.Publish(order.Activity, order.Attempt));
        await _site.Quiet();

        Assert.Equal(
            ["0", "1", "2", "3", "4", "5"],
            Directory.GetFileSystemEntries(Path.Combine(_site.Root, "deep/shelf")).Select(Path.GetFileName).Order());
        Assert.Equal(["shelf"],
            Directory.GetFileSystemEntries(Path.Combine(_site.Root, "deep")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Missing_outputs_are_all_named()
    {
        ActivityOutcome.Failed failed = await _site.Fail(
            Orders.Single(Orders.Sh("make", "echo 1 > x", "x", "@agentdir/y", "deep/z")));

        Assert.Equal(ErrorCode.OutputMissing, failed.Code);
        Assert.Contains("'@agentdir/y', 'deep/z'", failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("'x'", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ln -s OUTSIDE/secret d/out", "is a link that leads out, to 'OUTSIDE/secret'")]
    [InlineData("ln -s ../../../../../../../../../../../../OUTSIDE d/out", "is a link that leads out")]
    [InlineData("ln -s nowhere d/out", "is a link that leads nowhere")]
    [InlineData("ln -s . d/out", "leads in a circle")]
    [InlineData("mkfifo d/out", "neither file nor folder")]
    [InlineData("ln -s /dev/null d/out", "leads out")]
    [InlineData("touch \"$(printf 'd/o\\nut')\"", "'view/make/d/o\\x0aut' has a name with control characters")]
    [InlineData("touch \"$(printf 'd/o\\377ut')\"", "no UTF-8")]
    [InlineData("rm -r d; ln -s OUTSIDE d", "leads out")]
    public async Task Outputs_that_cannot_be_kept_are_refused(string line, string why)
    {
        string outside = Path.GetDirectoryName(_site.WriteOutside("outside/secret", "secret"))!;
        line = line.Replace("OUTSIDE", outside, StringComparison.Ordinal);
        ActivityOutcome.Failed failed = await _site.Fail(
            Orders.Single(Orders.Sh("make", $"mkdir d; echo 1 > d/good; {line}", "d")));

        Assert.Equal(ErrorCode.OutputRejected, failed.Code);
        Assert.Contains(why.Replace("OUTSIDE", outside, StringComparison.Ordinal), failed.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain(failed.Message, char.IsControl);
    }

    [Theory]
    [InlineData(4, 40)]
    [InlineData(5, 1)]
    public async Task An_output_whose_path_nobody_would_take_is_refused(int folders, int lastName)
    {
        // The first is too long only where it would be published, the second in itself.
        string path = string.Join('/', Enumerable.Repeat(new string('n', 240), folders));
        ActivityOutcome.Failed failed = await _site.Fail(
            Orders.Single(Orders.Sh("make", $"mkdir -p d/{path}; echo 1 > d/{path}/{new string('x', lastName)}", "d")));

        Assert.Equal(ErrorCode.OutputRejected, failed.Code);
        Assert.Contains("would be published at a path of", failed.Message, StringComparison.Ordinal);
        Assert.False(_site.Has("campaigns"));
    }

    [Fact]
    public async Task An_output_reached_through_a_link_out_of_the_attempt_is_refused()
    {
        string outside = Path.GetDirectoryName(_site.WriteOutside("outside/secret", "secret"))!;
        ActivityOutcome.Failed failed = await _site.Fail(
            Orders.Single(Orders.Sh("make", $"cd ..; rmdir make; ln -s {outside} make", "secret")));

        Assert.Equal(ErrorCode.OutputRejected, failed.Code);
        Assert.Contains("is reached through a link that leads out", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_that_stay_inside_become_what_they_lead_to()
    {
        OutputManifest made = await _site.Succeed(Orders.Single(Orders.Sh(
            "make",
            "mkdir -p d real; echo 1 > real/x; ln -s ../real/x d/a; ln -s ../real d/b; ln -s real e",
            "d",
            "e")));

        Assert.Equal(["d/a", "d/b/x", "e/x"], made.Files!.Select(file => file.Path));
        Assert.Single(made.Files!.Select(file => file.Digest).Distinct());
    }

    [Fact]
    public async Task Executable_outputs_and_inputs_stay_executable()
    {
        CampaignGraph graph = Orders.Graph(
            [],
            Orders.Sh("make", "printf '#!/bin/sh\\necho ran > y\\n' > tool; chmod +x tool; echo 1 > x", "tool", "x"),
            new ActivitySpec
            {
                Name = "use",
                Plugin = "shell",
                Arguments = ["./tool"],
                Outputs = [DataRef.Parse("y")],
            }.Reads("activity://make"));
        OutputManifest made = await _site.Succeed(Orders.Of(graph, "make"));
        await _site.Succeed(Orders.Of(graph, "use", 1, ("make", _site.Agent, made)));

        Assert.Equal([true, false], made.Files!.Select(file => file.Executable));
        Assert.Equal("ran\n", _site.Read($"campaigns/{graph.Id}/use/y"));
    }

    [Fact]
    public async Task References_in_arguments_become_paths()
    {
        CampaignGraph graph = Orders.Graph(
            [],
            Orders.Sh("make", "mkdir d; echo 1 > d/x", "d"),
            new ActivitySpec
            {
                Name = "use",
                Plugin = "shell",
                Arguments = ["cp", "activity://make/d/x", "--target-directory=@agentdir/results"],
                Outputs = [DataRef.Parse("@agentdir/results/x")],
            }.Reads("activity://make"));
        OutputManifest made = await _site.Succeed(Orders.Of(graph, "make"));
        await _site.Succeed(Orders.Of(graph, "use", 1, ("make", _site.Agent, made)));

        Assert.Equal("1\n", _site.Read($"campaigns/{graph.Id}/results/x"));
    }

    [Fact]
    public async Task A_shell_line_goes_whole_to_the_shell_that_was_asked_for()
    {
        RunOrder order = Orders.Single(new ActivitySpec
        {
            Name = "line",
            Plugin = "shell",
            Arguments = ["set -o pipefail; seq 10 | tail -1 > $SWARM_OUTPUTDIR/x"],
            Options = new Dictionary<string, string> { ["shell"] = "/bin/bash" },
            Outputs = [DataRef.Parse("@outputdir/x")],
            OutputDirectory = DataRef.Parse("@agentdir/there"),
        });
        await _site.Succeed(order);

        Assert.Equal("10\n", _site.Read($"campaigns/{order.Activity.Campaign}/there/x"));
    }

    [Fact]
    public async Task A_transfer_publishes_files_and_the_contents_of_folders()
    {
        CampaignGraph graph = Orders.Graph(
            [],
            Orders.Sh("make", "mkdir -p d/sub; echo 1 > d/x; echo 2 > d/sub/y; echo 3 > z", "d", "z"),
            new ActivitySpec
            {
                Name = "publish",
                Plugin = "transfer",
                Outputs = [DataRef.Parse("alpha://user/repository")],
            }.Reads("activity://make"));
        OutputManifest made = await _site.Succeed(Orders.Of(graph, "make"));
        OutputManifest published = await _site.Succeed(Orders.Of(graph, "publish", 1, ("make", _site.Agent, made)));

        Assert.Equal("1\n", _site.Read("user/repository/x"));
        Assert.Equal("2\n", _site.Read("user/repository/sub/y"));
        Assert.Equal("3\n", _site.Read("user/repository/z"));
        Assert.Equal(["repository/sub/y", "repository/x", "repository/z"], published.Files!.Select(file => file.Path));
    }

    [Fact]
    public async Task Two_inputs_of_one_name_cannot_be_transferred_into_one_place()
    {
        CampaignGraph graph = Orders.Graph(
            [],
            Orders.Sh("one", "mkdir d; echo 1 > d/x", "d"),
            Orders.Sh("two", "echo 2 > x", "x"),
            new ActivitySpec { Name = "publish", Plugin = "transfer", Outputs = [DataRef.Parse("alpha://r")] }
                .Reads("activity://one", "activity://two"));
        OutputManifest one = await _site.Succeed(Orders.Of(graph, "one"));
        OutputManifest two = await _site.Succeed(Orders.Of(graph, "two"));
        ActivityOutcome.Failed failed = await _site.Fail(
            Orders.Of(graph, "publish", 1, ("one", _site.Agent, one), ("two", _site.Agent, two)));

        Assert.Equal((ErrorCode.PluginRefused, "two inputs bring 'x'; give one another name with .As(\"name\")"),
            (failed.Code, failed.Message));
    }

    [Fact]
    public async Task A_canceled_run_ends_without_an_answer_and_leaves_nothing()
    {
        RunOrder order = Orders.Single(Orders.Sh("slow", "echo begun; sleep 300"));
        Task<ActivityOutcome> end = _site.Start(order);
        while (!File.Exists(_site.Folders.OutputLog(order.Activity, order.Attempt)))
        {
            await Task.Yield();
        }

        _site.Runner.Cancel(order.Activity, order.Attempt, "no longer wanted");
        await _site.Quiet();

        Assert.False(end.IsCompleted);
        Assert.DoesNotContain(_site.Seen, input => input is AgentInput.RunEnded);
        Assert.False(Directory.Exists(_site.Folders.Run(order.Activity, order.Attempt)));
    }

    [Fact]
    public async Task A_stopped_agent_hands_its_runs_back_and_leaves_no_program()
    {
        RunOrder order = Orders.Single(Orders.Sh("slow", "echo $$; exec sleep 300"));
        Task<ActivityOutcome> end = _site.Start(order);
        string log = _site.Folders.OutputLog(order.Activity, order.Attempt);
        while (!File.Exists(log) || !(await File.ReadAllTextAsync(log)).EndsWith('\n'))
        {
            await Task.Yield();
        }

        string pid = (await File.ReadAllTextAsync(log)).Trim();
        await _site.Runner.DisposeAsync();

        Assert.Equal(ErrorCode.Draining, Assert.IsType<ActivityOutcome.Released>(await end).Code);
        Assert.False(Directory.Exists($"/proc/{pid}"));
    }

    [Fact]
    public async Task A_plugin_that_throws_fails_its_activity_alone()
    {
        ActivityOutcome.Failed failed = await _site.Fail(
            Orders.Single(new ActivitySpec { Name = "boom", Plugin = "throwing" }));

        Assert.Equal(ErrorCode.PluginFailed, failed.Code);
        Assert.Contains("InvalidOperationException: it is\\x0abroken", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", "has no plugin 'nothing'")]
    [InlineData("shell", "it names no program")]
    public async Task What_no_plugin_takes_is_refused(string plugin, string why)
    {
        ActivityOutcome.Failed failed =
            await _site.Fail(Orders.Single(new ActivitySpec { Name = "odd", Plugin = plugin }));

        Assert.Equal(ErrorCode.PluginRefused, failed.Code);
        Assert.Contains(why, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_activity_of_our_own_process_costs_no_folder()
    {
        RunOrder order = Orders.Single(new ActivitySpec { Name = "nothing", Plugin = "noop" });
        await _site.Succeed(order);

        Assert.False(Directory.Exists(_site.Folders.Runs));
        Assert.False(Directory.Exists(_site.Folders.Logs(order.Activity.Campaign)));
        Assert.Contains(_site.Seen, input => input is AgentInput.RunAdvanced { Report.State: ActivityState.Running });
    }

    [Fact]
    public async Task A_noop_writes_as_many_bytes_as_it_was_asked_to()
    {
        OutputManifest made = await _site.Succeed(Orders.Single(new ActivitySpec
        {
            Name = "bytes",
            Plugin = "noop",
            Options = new Dictionary<string, string> { ["bytes"] = "150000" },
            Outputs = [DataRef.Parse("x"), DataRef.Parse("y")],
        }));

        Assert.Equal([150_000, 0], made.Files!.Select(file => file.SizeBytes));
    }

    [Fact]
    public async Task Folders_of_failed_attempts_are_kept_for_a_while()
    {
        TestSite site = _net.Add("beta", new ExecutionOptions { MaxKeptWorkspaces = 2 });
        List<RunOrder> orders = [];
        for (int i = 0; i < 4; i++)
        {
            RunOrder order = Orders.Single(Orders.Sh("fail", "echo 1 > evidence; exit 1"));
            orders.Add(order);
            await site.Fail(order);
        }

        Assert.Equal(
            [false, false, true, true],
            orders.Select(order => Directory.Exists(site.Folders.Run(order.Activity, order.Attempt))));
    }

    [Fact]
    public async Task A_folder_that_its_program_closed_is_removed_all_the_same()
    {
        RunOrder order =
            Orders.Single(Orders.Sh("lock", "mkdir -p a/b; echo 1 > a/b/c; chmod 0 a/b a; echo 1 > x", "x"));
        await _site.Succeed(order);

        Assert.False(Directory.Exists(_site.Folders.Run(order.Activity, order.Attempt)));
    }

    [SkippableFact]
    public async Task A_full_disk_fails_the_attempt_and_the_agent_goes_on()
    {
        using TinyDisk disk = TinyDisk.Mount(_site.WriteOutside("tiny/.keep", "")[..^6], megabytes: 4);
        TestSite site = _net.Add("beta", fabric: new FabricOptions { Root = disk.Path });
        ActivitySpec big = new()
        {
            Name = "big",
            Plugin = "noop",
            Options = new Dictionary<string, string> { ["bytes"] = "3000000" },
            Outputs = [DataRef.Parse("x")],
        };
        ActivitySpec bigger = big with { Options = new Dictionary<string, string> { ["bytes"] = "30000000" } };
        ActivityOutcome.Failed failed = await site.Fail(Orders.Single(bigger));

        Assert.Equal(ErrorCode.DiskFull, failed.Code);
        Assert.Contains("errno 28", failed.Message, StringComparison.Ordinal);
        ActivityOutcome.Failed program = await site.Fail(Orders.Single(Orders.Sh("shell", "cat /dev/zero > x", "x")));
        Assert.Equal(ErrorCode.DiskFull, program.Code);
        Assert.True(program.Message.Contains("No space left on device", StringComparison.Ordinal), program.ToString());
        await site.Succeed(Orders.Single(big));
    }

    /// <summary>A plugin that minds no time limit.</summary>
    private sealed class HangingPlugin : IActivityPlugin
    {
        public string Name => "hanging";

        public string Description => "hangs";

        public ValueTask<PluginReport> ReportAsync(CancellationToken cancellationToken) =>
            throw new InvalidOperationException();

        public IReadOnlyList<string> Check(ActivitySpec activity) => [];

        public async ValueTask<PluginOutcome> ExecuteAsync(ActivityContext context, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, cancellationToken);
            return PluginOutcome.Done;
        }
    }

    /// <summary>A plugin with a bug.</summary>
    private sealed class ThrowingPlugin : IActivityPlugin
    {
        public string Name => "throwing";

        public string Description => "throws";

        public ValueTask<PluginReport> ReportAsync(CancellationToken cancellationToken) =>
            throw new InvalidOperationException();

        public IReadOnlyList<string> Check(ActivitySpec activity) => [];

        public ValueTask<PluginOutcome> ExecuteAsync(ActivityContext context, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("it is\nbroken");
    }
}
