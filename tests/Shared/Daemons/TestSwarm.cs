using System.Text.Json;
using Xunit.Abstractions;

namespace Swarm.Tests;

/// <summary>
/// Agents as separate daemons on this host, the first of them with the broker, and what a test does with them. Its end
/// ends them all; their last words go to the test's output, which is shown when it failed.
/// </summary>
internal sealed class TestSwarm : IAsyncDisposable
{
    private const int TailLines = 40;

    private static readonly TimeSpan s_viewLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_campaignLimit = TimeSpan.FromSeconds(90);

    private readonly TestPrograms _programs;
    private readonly ITestOutputHelper _output;
    private readonly List<TestAgent> _agents = [];
    private readonly List<CampaignWatcher> _watchers = [];

    private TestSwarm(TestPrograms programs, ITestOutputHelper output)
    {
        _programs = programs;
        _output = output;
    }

    internal TestHome Home { get; } = new();

    /// <summary>The agent that founded the swarm and runs its broker.</summary>
    internal TestAgent Founder => _agents[0];

    /// <summary>The agents, in the order in which they came.</summary>
    internal IReadOnlyList<TestAgent> Agents => _agents;

    internal TestAgent this[string name] => _agents.Single(agent => agent.Name == name);

    /// <summary>The file to which every run of a program appends a line: what was truly executed.</summary>
    internal string Witness => Home.File("witness");

    /// <summary>A copy of the secret that whoever joins must know; its mode comes along.</summary>
    internal string SecretFile
    {
        get
        {
            string copy = Home.File("swarm.secret");
            File.Copy(Path.Combine(Founder.StateFolder, "swarm.secret"), copy, overwrite: true);
            return copy;
        }
    }

    /// <summary>A swarm to which agents are still to be added.</summary>
    internal static TestSwarm Empty(TestPrograms programs, ITestOutputHelper output) => new(programs, output);

    /// <summary>Starts a swarm and waits until every agent sees all of them.</summary>
    internal static Task<TestSwarm> StartAsync(
        TestPrograms programs, ITestOutputHelper output, params string[] names) =>
        StartAsync(new TestSwarm(programs, output), [.. names.Select(name => (name, (string?)null))]);

    /// <summary>Starts a swarm of agents that are each named like their configuration.</summary>
    internal static Task<TestSwarm> StartFromFilesAsync(
        TestPrograms programs, ITestOutputHelper output, params string[] files) =>
        StartAsync(
            new TestSwarm(programs, output),
            [.. files.Select(file => (Path.GetFileNameWithoutExtension(file), (string?)file))]);

    private static async Task<TestSwarm> StartAsync(TestSwarm swarm, (string Name, string? File)[] agents)
    {
        try
        {
            foreach ((string name, string? file) in agents)
            {
                await swarm.AddAsync(new TestAgent(swarm.Home, name, file), []);
            }

            await swarm.AgreesOnAsync([.. agents.Select(agent => agent.Name)]);
            return swarm;
        }
        catch
        {
            await swarm.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one more agent, which joins unless it is the first.</summary>
    internal Task<TestAgent> AddAsync(string name, params string[] flags) =>
        AddAsync(new TestAgent(Home, name), flags);

    /// <summary>Starts one more agent in a place of its own.</summary>
    internal Task<TestAgent> AddAsync(string name, AgentPlace place, params string[] flags) =>
        AddAsync(new TestAgent(Home, name, null, place), flags);

    private async Task<TestAgent> AddAsync(TestAgent agent, string[] flags)
    {
        string[] join = _agents.Count == 0 ? [] : JoinFlags;
        _agents.Add(agent);
        await agent.StartAsync([.. join, .. flags]);
        return agent;
    }

    /// <summary>The flags by which an agent joins.</summary>
    internal string[] JoinFlags => File.Exists(Path.Combine(Founder.StateFolder, "swarm.secret"))
        ? ["--join", Founder.Endpoint, "--secret-file", SecretFile]
        : ["--join", Founder.Endpoint];

    /// <summary>Waits until these agents, and only they, are the swarm in the eyes of each of them.</summary>
    internal async Task AgreesOnAsync(params string[] names)
    {
        foreach (string name in names)
        {
            await Until.HoldsAsync(
                async () => (await SeenByAsync(name)).SetEquals(names), s_viewLimit,
                $"{name} sees {string.Join(", ", names)}");
        }
    }

    /// <summary>Runs <c>swarm</c>, talking to the first agent unless the words name another.</summary>
    internal Task<CommandResult> RunAsync(params string[] words) =>
        Home.RunAsync(words.Contains("--agent") || words[0] == "agent" ? words : [.. words, "--agent", Founder.Name]);

    /// <summary>Runs <c>swarm</c> for its data.</summary>
    internal async Task<JsonElement> JsonAsync(params string[] words) =>
        (await RunAsync([.. words, "--output", "json"])).Well().Json;

    /// <summary>Dispatches a campaign by one agent; the answer is its id.</summary>
    internal async Task<string> DispatchAsync(string agent, params string[] shape) =>
        (await TryDispatchAsync(agent, null, shape)).Well().Output.Trim();

    /// <summary>Dispatches a campaign that may be refused.</summary>
    internal Task<CommandResult> TryDispatchAsync(string agent, string? id, params string[] shape) =>
        TryDispatchAsync(agent, id, TestHome.CommandLimit, shape);

    /// <summary>Dispatches a campaign that may be refused, and gives the answer so long.</summary>
    internal async Task<CommandResult> TryDispatchAsync(
        string agent, string? id, TimeSpan limit, IReadOnlyList<string> shape)
    {
        await using ChildProgram program = ChildProgram.Start(
            [.. _programs.Shape, .. shape],
            [.. Home.Variables, new("SWARM_AGENT", agent), new("SWARM_CAMPAIGN_ID", id)],
            Home.Folder);
        return await program.WaitAsync(limit);
    }

    /// <summary>Watches a campaign by one agent, or by several in turn.</summary>
    internal CampaignWatcher Watch(string campaign, string agents, long from = 0)
    {
        CampaignWatcher watcher = new(Home.Start(
        [
            "campaign", "watch", campaign, "--agent", agents, "--output", "json",
            "--from", from.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ]));
        _watchers.Add(watcher);
        return watcher;
    }

    /// <summary>Waits until a campaign ends; the answer is how it stands then.</summary>
    internal async Task<CampaignFacts> EndOfAsync(string campaign, string agent)
    {
        await Watch(campaign, agent).EndAsync(s_campaignLimit);
        return new CampaignFacts(
            (await Home.RunAsync("campaign", "show", campaign, "--agent", agent, "--output", "json")).Well().Json);
    }

    /// <summary>A line of shell that says in the witness who runs it.</summary>
    internal string Testify => $"echo \"$SWARM_ACTIVITY $SWARM_ATTEMPT $SWARM_AGENT\" >> {Witness}";

    /// <summary>A line of shell that waits until a test opens a gate, and a minute at most.</summary>
    internal string WaitFor(string gate) =>
        $"for i in $(seq 1200); do [ -e {Home.File(gate)} ] && break; sleep 0.05; done";

    /// <summary>Opens a gate.</summary>
    internal void Open(string gate) => Home.File(gate, "open");

    /// <summary>What was truly executed, one line for each run.</summary>
    internal IReadOnlyList<string> Testimonies() => File.Exists(Witness) ? File.ReadAllLines(Witness) : [];

    /// <summary>Waits for so many runs of an activity; the answer names the agent of the last one.</summary>
    internal async Task<string> RunsOfAsync(string activity, int count)
    {
        string[] Runs() => [.. Testimonies().Where(line => line.StartsWith(activity + " ", StringComparison.Ordinal))];
        await Until.HoldsAsync(() => Runs().Length >= count, s_viewLimit, $"run {count} of {activity}");
        return Runs()[count - 1].Split(' ')[2];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (TestAgent agent in _agents)
        {
            _output.WriteLine($"--- {agent.Name}");
            foreach (string line in agent.Log.TakeLast(TailLines))
            {
                _output.WriteLine(line);
            }
        }

        try
        {
            foreach (CampaignWatcher watcher in _watchers)
            {
                await watcher.DisposeAsync();
            }

            foreach (TestAgent agent in _agents)
            {
                await agent.DisposeAsync();
            }
        }
        finally
        {
            await Home.DisposeAsync();
        }
    }

    /// <summary>Who is a member in the eyes of an agent.</summary>
    internal async Task<HashSet<string>> SeenByAsync(string name)
    {
        CommandResult list = await Home.RunAsync("agent", "list", "--agent", name, "--output", "json");
        return list.ExitCode != 0
            ? []
            : [.. list.Json.EnumerateArray()
                .Where(agent => agent.GetProperty("state").GetString() is "self" or "member")
                .Select(agent => agent.GetProperty("agent").GetString()!)];
    }
}
