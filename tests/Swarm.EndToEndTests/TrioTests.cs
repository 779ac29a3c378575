using System.Text.Json;
using Swarm.EndToEndTests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Swarm.EndToEndTests;

/// <summary>What three agents do together when nothing goes wrong.</summary>
[Collection(SwarmCollection.Name)]
public sealed class TrioTests(TestPrograms programs, ITestOutputHelper output)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    [RequiresTool("nats-server")]
    public async Task Data_moves_to_the_agent_that_needs_it_and_is_the_same_there()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "a", "b", "c");
        string id = await swarm.DispatchAsync(
            "a", "moves",
            "--bash", "make", "seq 100000 > n.txt", "--writes", "n.txt", "--on", "b",
            "--bash", "use", $"{swarm.Testify}; sha256sum < n.txt > sum.txt", "--reads", "make", "--writes", "sum.txt",
            "--on", "c");
        CampaignFacts facts = await swarm.EndOfAsync(id, "a");
        Assert.Equal("Completed", facts.State);
        Assert.Equal(["b", "c"], new[] { facts.AgentOf("make"), facts.AgentOf("use") });
        Assert.Equal(["use 1 c"], swarm.Testimonies());

        (await swarm.RunAsync("data", "get", $"{id}/use", swarm.Home.File("sum.txt"))).Well();
        (await swarm.RunAsync("data", "get", $"{id}/make", swarm.Home.File("n.txt"), "--agent", "c")).Well();
        string digest = Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(swarm.Home.File("n.txt"))));
        Assert.StartsWith(digest, File.ReadAllText(swarm.Home.File("sum.txt")), StringComparison.Ordinal);

        foreach (string agent in new[] { "a", "b", "c" })
        {
            JsonElement list = (await swarm.RunAsync("campaign", "list", "--agent", agent, "--output", "json")).Json;
            Assert.Equal("Completed", Assert.Single(list.EnumerateArray()).GetProperty("state").GetString());
        }
    }

    [RequiresTool("nats-server")]
    public async Task Agents_say_good_bye_come_back_and_strangers_stay_out()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "a", "b", "c");

        string wrong = swarm.Home.File("wrong", new string('x', 32));
        File.SetUnixFileMode(wrong, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await swarm.Home.RunAsync(
            "agent", "start", "--name", "d", "--port", "0", "--join", swarm.Founder.Endpoint, "--secret-file", wrong))
            .Refused(78, "secret");

        (await swarm.RunAsync("agent", "stop", "c")).Well();
        Assert.Equal(0, (await swarm["c"].EndAsync(s_limit)).ExitCode);
        await swarm.AgreesOnAsync("a", "b");
        await swarm["c"].StartAsync(swarm.JoinFlags);
        await swarm.AgreesOnAsync("a", "b", "c");

        (await swarm.RunAsync("agent", "evict", "c", "--reason", "a test", "--agent", "a")).Well();
        await swarm["c"].EndAsync(s_limit);
        await swarm["c"].StaysOutAsync(s_limit, "a test", swarm.JoinFlags);
        Assert.Equal("evicted", await StateOfAsync(swarm, "c"));
        (await swarm.RunAsync("agent", "pardon", "c", "--agent", "b")).Well();
        await swarm["c"].StartAsync(swarm.JoinFlags);
        await swarm.AgreesOnAsync("a", "b", "c");

        string id = await swarm.DispatchAsync("b", "back", "--bash", "one", swarm.Testify, "--on", "c");
        Assert.Equal("Completed", (await swarm.EndOfAsync(id, "a")).State);
        Assert.Equal(["one 1 c"], swarm.Testimonies());
    }

    private static async Task<string?> StateOfAsync(TestSwarm swarm, string agent) =>
        (await swarm.JsonAsync("agent", "list", "--agent", "a")).EnumerateArray()
            .Single(entry => entry.GetProperty("agent").GetString() == agent).GetProperty("state").GetString();
}
