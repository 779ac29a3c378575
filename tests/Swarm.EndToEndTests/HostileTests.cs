using System.Text.Json;
using Swarm.EndToEndTests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Swarm.EndToEndTests;

/// <summary>A member that was taken over says everything but the truth; the others drop it, say so and go on.</summary>
[Collection(SwarmCollection.Name)]
public sealed class HostileTests(TestPrograms programs, ITestOutputHelper output)
{
    private const int Seed = 20;
    private const int Messages = 3_000;
    private const int Activities = 20;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [RequiresTool("nats-server")]
    public async Task Bad_messages_on_all_doors_are_dropped_counted_and_named_while_work_goes_on()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "a", "b", "c", "evil");
        using HostileMember evil = await HostileMember.TakeOverAsync(swarm, swarm["evil"], new Random(Seed));
        using CancellationTokenSource limit = new(s_limit);
        Task attack = evil.AttackAsync(Messages, limit.Token);
        string id = await swarm.DispatchAsync("a", ["work", .. Enumerable.Range(0, Activities).SelectMany(number =>
            new[] { "--bash", $"t{number}", $"{swarm.Testify}; sleep 0.1" })]);
        CampaignFacts facts = await swarm.EndOfAsync(id, "b");
        await attack;

        Assert.True(facts.State == "Completed", $"{facts.State}: {facts.RootCause}");
        Assert.Equal(Activities, facts.Activities.Count(name => facts.AttemptsOf(name) == 1));
        foreach (string name in new[] { "a", "b", "c" })
        {
            Assert.False(swarm[name].HasExited);
            JsonElement status = await swarm.JsonAsync("agent", "status", name);
            long dropped = status.GetProperty("peerMessagesDropped").GetInt64();
            Assert.True(dropped > Messages / 20, $"{name} counted {dropped} dropped messages");
            Assert.Contains(swarm[name].Log, line => line.Contains("evil", StringComparison.Ordinal)
                && line.Contains("signature does not hold", StringComparison.Ordinal));
            Assert.DoesNotContain(swarm[name].Log, line => line.Contains("Unhandled", StringComparison.Ordinal)
                || line.Contains("failed unexpectedly", StringComparison.Ordinal));
        }

        foreach ((string answer, long count) in evil.Answers)
        {
            output.WriteLine($"{count} × {answer}");
        }
    }
}
