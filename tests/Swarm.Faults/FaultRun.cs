using Xunit;

namespace Swarm.Faults;

/// <summary>One test with one seed: a swarm of its own, what it was given to do, and what was measured.</summary>
internal sealed class FaultRun : IAsyncDisposable
{
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
            await using CampaignWatcher watcher = Swarm.Watch(id, agent);
            await watcher.EndAsync(limit - TimeProvider.System.GetElapsedTime(begun));
            CampaignFacts facts = await ShowAsync(id, agent);
            Assert.True(facts.State == "Completed", $"{id} is {facts.State}: {facts.RootCause}");
        }

        Note("completed_after_s", TimeProvider.System.GetElapsedTime(begun).TotalSeconds);
    }

    /// <summary>How a campaign stands in the eyes of an agent.</summary>
    internal async Task<CampaignFacts> ShowAsync(string id, string agent) => new(
        (await Swarm.Home.RunAsync("campaign", "show", id, "--limit", "0", "--agent", agent, "--output", "json"))
        .Well().Json);

    /// <summary>Draws one of several.</summary>
    internal T OneOf<T>(IReadOnlyList<T> choices) => choices[Draw.Next(choices.Count)];

    public ValueTask DisposeAsync() => Swarm.DisposeAsync();
}
