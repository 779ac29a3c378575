using Swarm.Cli.Activity;
using Swarm.Protocol;
using Swarm.Protocol.V1;
using Swarm.UnitTests.Sdk;
using Xunit;
using ActivityState = Swarm.Protocol.V1.ActivityState;
using Digest = Swarm.Model.Digest;
using ErrorCode = Swarm.Model.ErrorCode;
using OutputFile = Swarm.Model.OutputFile;

namespace Swarm.UnitTests.Cli;

/// <summary>Whole command lines, from their words to what they print and how they end.</summary>
public sealed class CommandTests : IAsyncLifetime
{
    private FakeControl _agent = null!;

    public async Task InitializeAsync()
    {
        _agent = await FakeControl.StartAsync();
        _agent.Campaign = Mosaic();
    }

    public async Task DisposeAsync() => await _agent.DisposeAsync();

    [Theory]
    [InlineData("--nonsense", "--nonsense")]
    [InlineData("campaign explode", "explode")]
    [InlineData("campaign show --limit many", "many")]
    [InlineData("campaign list --output xml", "xml")]
    [InlineData("campaign", "Required command")]
    [InlineData("completion fish", "fish")]
    public async Task Wrong_usage_says_what_is_wrong_and_where_help_is(string line, string word)
    {
        SwarmLine swarm = new();

        int code = await swarm.RunAsync(line.Split(' '));

        Assert.Equal(2, code);
        Assert.Contains(word, swarm.Error);
        Assert.Contains("--help'", swarm.Error);
        Assert.Empty(swarm.Output);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("agent start --help")]
    [InlineData("campaign run --help")]
    [InlineData("--version")]
    [InlineData("completion bash")]
    [InlineData("completion zsh")]
    public async Task Help_is_no_error(string line)
    {
        SwarmLine swarm = new();

        Assert.Equal(0, await swarm.RunAsync(line.Split(' ')));
        Assert.NotEmpty(swarm.Output);
    }

    [Fact]
    public async Task Words_are_completed()
    {
        SwarmLine swarm = new();

        Assert.Equal(0, await swarm.RunAsync("[suggest:17]", "swarm campaign ca"));
        Assert.Equal(["cancel"], swarm.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task No_agent_is_exit_3_with_the_command_that_starts_one()
    {
        SwarmLine swarm = new(("XDG_STATE_HOME", _agent.Folder.FullName));

        Assert.Equal(3, await swarm.RunAsync("campaign", "list"));
        Assert.Contains("swarm agent start", swarm.Error);
        Assert.DoesNotContain("   at ", swarm.Error);
    }

    [Fact]
    public async Task A_campaign_is_shown_in_the_order_of_its_dependencies()
    {
        SwarmLine swarm = new();

        Assert.Equal(0, await swarm.RunAsync("campaign", "show", "--agent", _agent.Socket));

        string[] activities =
        [
            .. swarm.Output.Split('\n').SkipWhile(text => !text.StartsWith("ACTIVITY")).Skip(1).Take(3),
        ];
        Assert.Equal(["take", "train", "select"], activities.Select(text => text.Split(' ')[0]));
        Assert.Contains("exit code 7", swarm.Output);
        Assert.Contains(Digest.Of("x"u8).ToString(), swarm.Output);
    }

    [Fact]
    public async Task A_watch_tells_lines_and_ends_with_the_campaigns_code()
    {
        _agent.Changes.Add(Change(1, "take", ActivityState.Running));
        _agent.Changes.Add(Change(2, null, ActivityState.Failed));
        SwarmLine swarm = new();

        Assert.Equal(1, await swarm.RunAsync("campaign", "watch", "c1", "--agent", _agent.Socket));
        Assert.Contains("take Running on hpc", swarm.Error);
        Assert.StartsWith("id", swarm.Output);
    }

    [Fact]
    public async Task A_watch_for_programs_is_one_object_a_line()
    {
        _agent.Changes.Add(Change(1, "take", ActivityState.Running));
        _agent.Changes.Add(Change(2, null, ActivityState.Failed));
        SwarmLine swarm = new();

        await swarm.RunAsync("campaign", "watch", "c1", "--from", "1", "--agent", _agent.Socket, "-o", "json");

        string line = Assert.Single(swarm.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("""{"campaign":"c1","number":2,""", line);
        Assert.Contains("\"activity\":null,\"state\":\"Failed\"", line);
    }

    [Fact]
    public async Task A_list_of_ids_is_quiet()
    {
        SwarmLine swarm = new();

        Assert.Equal(0, await swarm.RunAsync("campaign", "list", "-a", _agent.Socket, "-o", "quiet"));
        Assert.Equal("c1\n", swarm.Output);
    }

    [Fact]
    public async Task A_refusal_is_one_line_with_its_exit_code()
    {
        _agent.Refusal = ErrorCode.UnknownCampaign;
        _agent.RefusalText = "No campaign is called 'x'. See 'swarm campaign list'.";
        SwarmLine swarm = new();

        Assert.Equal(4, await swarm.RunAsync("campaign", "show", "x", "--agent", _agent.Socket));
        Assert.Equal("swarm: No campaign is called 'x'. See 'swarm campaign list'.\n", swarm.Error);
        Assert.Empty(swarm.Output);
    }

    [Fact]
    public async Task Data_goes_in_and_comes_out()
    {
        string file = Path.Combine(_agent.Folder.FullName, "in.txt");
        string target = Path.Combine(_agent.Folder.FullName, "out.txt");
        await File.WriteAllTextAsync(file, "hello");
        Digest digest = Digest.Of("hello"u8);
        SwarmLine put = new();
        SwarmLine get = new();

        Assert.Equal(0, await put.RunAsync("data", "put", file, "-a", _agent.Socket, "-o", "quiet"));
        _agent.Located.Files.Add(ModelCodec.Encode(new OutputFile("out.txt", 5, digest, false)));
        string[] words = ["data", "get", digest.ToString(), target, "-a", _agent.Socket, "-o", "quiet"];
        Assert.Equal(0, await get.RunAsync(words));

        Assert.Equal(digest + "\n", put.Output);
        Assert.Equal(target + "\n", get.Output);
        Assert.Equal("hello", await File.ReadAllTextAsync(target));
    }

    [Fact]
    public async Task What_nobody_knows_is_exit_4()
    {
        SwarmLine swarm = new();

        Assert.Equal(4, await swarm.RunAsync("data", "locate", "c9/x", "-a", _agent.Socket));
        Assert.Contains("swarm campaign show", swarm.Error);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_exit_2()
    {
        SwarmLine swarm = new();

        Assert.Equal(2, await swarm.RunAsync("campaign", "run", "nowhere.cs", "-a", _agent.Socket));
        Assert.Contains("nowhere.cs", swarm.Error);
    }

    [Theory]
    [InlineData("train", "last", "train")]
    [InlineData("@3", "last", "@3")]
    [InlineData("c1/@3", "c1", "@3")]
    [InlineData("last train models", "last", "train models")]
    public void Selectors_name_an_activity(string words, string campaign, string activity)
    {
        ActivitySelector selector = ActivitySelector.Parse(words.Split(' ', 2));

        Assert.Equal(new ActivitySelector(campaign, activity), selector);
    }

    private static CampaignChange Change(long number, string? activity, ActivityState state) => new()
    {
        CampaignId = "c1",
        Number = number,
        Activity = activity is null ? -1 : 0,
        ActivityName = activity ?? "",
        State = state,
        Agent = activity is null ? "" : "hpc",
    };

    private static ShowCampaignReply Mosaic() => new()
    {
        Summary = new CampaignSummary
        {
            Id = "c1",
            Name = "mosaic",
            State = ActivityState.Failed,
            LastChange = 2,
            Activities = 3,
            Completed = 2,
            Failed = 1,
        },
        Activities =
        {
            new ActivitySummary { Index = 0, Name = "select", State = ActivityState.Failed, Parents = { 1, 2 } },
            new ActivitySummary { Index = 1, Name = "train", State = ActivityState.Completed, Parents = { 2 } },
            new ActivitySummary { Index = 2, Name = "take", State = ActivityState.Completed, StagedBytes = 9 },
        },
        RootCause = "activity 'select' failed: exit code 7; stderr ends: boom",
        Published =
        {
            new PublishedOutput
            {
                Activity = "train", Agent = "hpc", Path = "/data/model.json",
                File = ModelCodec.Encode(new OutputFile("model.json", 1, Digest.Of("x"u8), false)),
            },
        },
    };
}
