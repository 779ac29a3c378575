using System.Text.Json;
using System.Text.RegularExpressions;
using Swarm.EndToEndTests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Swarm.EndToEndTests;

/// <summary>The example files of agents, used as the README and the demonstration use them.</summary>
[Collection(SwarmCollection.Name)]
public sealed partial class ExampleAgentsTests(TestPrograms programs, ITestOutputHelper output)
{
    private static string Folder => Path.Combine(SwarmBinary.Repository, "agents");

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder, "*.yaml").Select(file => Path.GetFileName(file)).Order()];

    [RequiresTool("nats-server")]
    public async Task The_three_of_the_readme_are_a_swarm_and_each_of_them_works()
    {
        await using TestSwarm swarm = await StartAsync("instrument", "hpc", "repository");
        Dictionary<string, JsonElement> agents = (await swarm.JsonAsync("agent", "list", "--agent", "repository"))
            .EnumerateArray().ToDictionary(agent => agent.GetProperty("agent").GetString()!);
        Assert.Equal(["hpc", "instrument", "repository"], agents.Keys.Order());

        string id = await swarm.DispatchAsync(
            "hpc", "examples",
            "--bash", "a", $"{swarm.Testify}; echo one > one.txt", "--writes", "one.txt", "--on", "tag:instrument",
            "--bash", "b", $"{swarm.Testify}; cat one.txt > two.txt", "--reads", "a", "--writes", "two.txt",
            "--on", "hpc",
            "--bash", "c", $"{swarm.Testify}; cat two.txt", "--reads", "b", "--on", "tag:archive");
        CampaignFacts facts = await swarm.EndOfAsync(id, "instrument");
        Assert.True(facts.State == "Completed", $"{facts.State}: {facts.RootCause}");
        Assert.Equal(["a 1 instrument", "b 1 hpc", "c 1 repository"], swarm.Testimonies());
    }

    [RequiresTool("nats-server")]
    public async Task The_one_at_the_edge_joins_and_works()
    {
        await using TestSwarm swarm = await StartAsync("instrument", "edge");
        string id = await swarm.DispatchAsync("instrument", "edge", "--bash", "e", swarm.Testify, "--on", "tag:camera");
        Assert.Equal("Completed", (await swarm.EndOfAsync(id, "edge")).State);
        Assert.Equal(["e 1 edge"], swarm.Testimonies());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task What_is_commented_out_is_known_too(string name)
    {
        await using TestHome home = new();
        string text = File.ReadAllText(Path.Combine(Folder, name));
        string open = CommentedSetting().Replace(text, "$1$2");
        Assert.NotEqual(text, open);

        CommandResult doctor = await home.RunAsync(
            "agent", "doctor", "--config", home.File(name, open), "--state", home.File("state"), "--output", "json");
        Assert.DoesNotContain("no setting", doctor.Error, StringComparison.Ordinal);
        Assert.Contains(
            doctor.Json.GetProperty("settings").EnumerateArray(),
            setting => setting.GetProperty("source").GetString()!.StartsWith(name, StringComparison.Ordinal));
    }

    private Task<TestSwarm> StartAsync(params string[] names) => TestSwarm.StartFromFilesAsync(
        programs, output, [.. names.Select(name => Path.Combine(Folder, $"{name}.yaml"))]);

    // A comment that is a setting reads "key: value" or "key:", perhaps as an item of a list, and its key is one word.
    [GeneratedRegex(@"^( *)# ( *(?:- )?\w+:(?: .*)?)$", RegexOptions.Multiline)]
    private static partial Regex CommentedSetting();
}
