using System.Text.Json;
using Xunit;

namespace Swarm.Faults;

/// <summary>One test with one seed: a swarm of its own, what it was given to do, and what was measured.</summary>
internal sealed class FaultRun : IAsyncDisposable
{
    private const int MoreActivities = 30;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly List<string> _accepted = [];
    private readonly SortedDictionary<string, double> _figures = new(StringComparer.Ordinal);

    internal FaultRun(TestPrograms programs, int seed)
    {
        Seed = seed;
        Draw = new Random(seed);
        Swarm = TestSwarm.Empty(programs, Talk);
    }

    internal int Seed { get; }

    /// <summary>Draws when and whom a fault hits.</summary>
    internal Random Draw { get; }

    internal TestSwarm Swarm { get; }

    internal Talk Talk { get; } = new(TimeProvider.System);

    /// <summary>The campaigns whose submission was answered with their id.</summary>
    internal IReadOnlyList<string> Accepted => _accepted;

    internal IReadOnlyDictionary<string, double> Figures => _figures;

    /// <summary>The store of the broker, where it is not the founder's own.</summary>
    internal string? Store { get; set; }

    /// <summary>Texts to keep with the logs if it fails, by the name of their file.</summary>
    internal Dictionary<string, IReadOnlyList<string>> Exhibits { get; } = [];

    /// <summary>Agents that are not asked at the end, because the test left them dead.</summary>
    internal HashSet<string> Gone { get; } = [];

    private bool IsJudged { get; set; }

    /// <summary>Keeps a figure; of several of one name the largest.</summary>
    internal void Note(string figure, double value)
    {
        _figures[figure] = Math.Max(value, _figures.GetValueOrDefault(figure, double.MinValue));
        Talk.Say($"{figure} = {value:0.###}");
    }

    /// <summary>Starts agents on this host and waits until all see each other.</summary>
    internal async Task StartAsync(params string[] names)
    {
        foreach (string name in names)
        {
            await Swarm.AddAsync(name);
        }

        await Swarm.AgreesOnAsync(names);
        Talk.Say($"{names.Length} agents are one swarm");
    }

    /// <summary>A body that testifies before and after what it does.</summary>
    internal string Body(string does) =>
        $"{Testimony.Shell(Swarm.Witness, "begin")}; {does} && {Testimony.Shell(Swarm.Witness, "end")}";

    /// <summary>Submits a campaign; whatever the test does next, it must not be lost.</summary>
    internal async Task<string> SubmitAsync(string agent, string name, params string[] shape)
    {
        string id = await Swarm.DispatchAsync(agent, [name, .. shape]);
        Accept(id);
        return id;
    }

    /// <summary>Submits the fifty.</summary>
    internal Task<string> SubmitLoadAsync(string agent, string name = "load") =>
        SubmitAsync(agent, name, Load.Shape(this));

    /// <summary>Submits some more, so that there is work to hit, and waits until a few more bodies are done.</summary>
    internal async Task AddLoadAsync(string agent, int more)
    {
        await SubmitAsync(agent, "more", Load.Shape(this, MoreActivities));
        await DoneAsync(Testimonies.Count(line => line.IsEnd) + more, s_limit);
    }

    /// <summary>Remembers a campaign that was accepted.</summary>
    internal void Accept(string id)
    {
        if (!_accepted.Contains(id))
        {
            _accepted.Add(id);
            Talk.Say($"{id} is accepted");
        }
    }

    /// <summary>What was truly executed, and how far.</summary>
    internal IReadOnlyList<Testimony> Testimonies => [.. Swarm.Testimonies().Select(Testimony.Read)];

    /// <summary>The runs that have begun and not ended, as far as their bodies say; the dead do not.</summary>
    internal IReadOnlyList<Testimony> Open()
    {
        IReadOnlyList<Testimony> all = Testimonies;
        return [.. all.Where(begin => !begin.IsEnd && !all.Any(end => end.IsEnd && end.IsOf(begin)))];
    }

    /// <summary>Draws one of the runs that are under way, and waits for one if there is none.</summary>
    internal async Task<Testimony> SomeRunAsync()
    {
        IReadOnlyList<Testimony> open = [];
        await Until.HoldsAsync(() => (open = Open()).Count > 0, s_limit, "somebody runs something");
        return OneOf(open);
    }

    /// <summary>The agents that live, but not this one.</summary>
    internal IReadOnlyList<TestAgent> Others(string name) =>
        [.. Swarm.Agents.Where(agent => agent.Name != name && !agent.HasExited && !Gone.Contains(agent.Name))];

    /// <summary>Waits until so many bodies have done their work.</summary>
    internal Task DoneAsync(int count, TimeSpan limit) => Until.HoldsAsync(
        () => Swarm.Testimonies().Count(line => line.EndsWith(" end", StringComparison.Ordinal)) >= count,
        limit,
        $"{count} runs are done");

    /// <summary>Waits until all that was accepted has ended in the eyes of an agent, which must be well.</summary>
    internal async Task CompletesAsync(string agent, TimeSpan limit)
    {
        long begun = TimeProvider.System.GetTimestamp();
        foreach (string id in _accepted)
        {
            await EndsAsync(id, agent, limit - TimeProvider.System.GetElapsedTime(begun));
            CampaignFacts facts = await ShowAsync(id, agent);
            Assert.True(facts.State == "Completed", $"{id} is {facts.State}: {facts.RootCause}");
        }

        Note("completed_after_s", TimeProvider.System.GetElapsedTime(begun).TotalSeconds);
    }

    /// <summary>Waits until a campaign has ended in the eyes of an agent, well or not.</summary>
    internal async Task EndsAsync(string id, string agent, TimeSpan limit)
    {
        // Over a bad link an agent may not have read of it yet.
        await Until.HoldsAsync(
            async () => (await Swarm.Home.RunAsync("campaign", "show", id, "--agent", agent)).ExitCode == 0,
            limit,
            $"{agent} knows {id}");
        await Swarm.Watch(id, agent).EndAsync(limit);
    }

    /// <summary>Waits until an activity has begun; the answer is its run.</summary>
    internal async Task<Testimony> RunningAsync(string id, string activity)
    {
        Testimony? begun = null;
        await Until.HoldsAsync(
            () => (begun = Testimonies.FirstOrDefault(
                line => line.Campaign == id && line.Activity == activity && !line.IsEnd)) is not null,
            s_limit,
            $"{activity} runs");
        return begun!;
    }

    /// <summary>An agent as it sees itself.</summary>
    internal async Task<JsonElement> StatusAsync(string agent) =>
        (await Swarm.Home.RunAsync("agent", "status", agent, "--output", "json")).Well().Json;

    /// <summary>The number of the view in which an agent is.</summary>
    internal async Task<long> EpochAsync(string agent) => (await StatusAsync(agent)).GetProperty("epoch").GetInt64();

    /// <summary>How a campaign stands in the eyes of an agent.</summary>
    internal async Task<CampaignFacts> ShowAsync(string id, string agent) => new(
        (await Swarm.Home.RunAsync("campaign", "show", id, "--limit", "0", "--agent", agent, "--output", "json"))
        .Well().Json);

    /// <summary>
    /// Checks what holds for every test and ends all processes. A test calls it itself if what the agents need, such as
    /// a disk, goes away with it.
    /// </summary>
    internal async Task JudgeAsync()
    {
        if (IsJudged)
        {
            return;
        }

        Invariants invariants = new(this);
        await invariants.CheckLiveAsync();
        string store = Store ?? Path.Combine(Swarm.Founder.StateFolder, "broker", "js");
        await Processes.EndAsync(Swarm.Home.Folder);
        invariants.CheckLog(await PoolLog.ReadAsync(store, Swarm.Home.Folder));
        IsJudged = true;
    }

    /// <summary>Draws one of several.</summary>
    internal T OneOf<T>(IReadOnlyList<T> choices) => choices[Draw.Next(choices.Count)];

    public ValueTask DisposeAsync() => Swarm.DisposeAsync();
}
