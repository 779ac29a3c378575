using Xunit;

namespace Swarm.Faults.Tests;

/// <summary>Test 15, second half: one submission many times at once, after restarts, and with another body.</summary>
internal sealed class Duplicates : IFaultTest
{
    private const int AtOnce = 24;
    private const int Refusal = 2;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public int Number => 15;

    public string Name => "duplicates";

    public string Says => "one campaign submitted 24 times at once by four agents, and again after every restart";

    public string? WhyNot() => RequiresToolAttribute.WhyNot("nats-server");

    public async Task RunAsync(FaultRun run)
    {
        string[] names = ["a", "b", "c", "d"];
        await run.StartAsync(names);
        string[] shape = Load.Shape(run);
        string id = $"same-{run.Seed}";
        Task<CommandResult>[] all =
        [
            .. Enumerable.Range(0, AtOnce).Select(number =>
                run.Swarm.TryDispatchAsync(names[number % names.Length], id, ["same", .. shape])),
        ];
        foreach (CommandResult answer in await Task.WhenAll(all))
        {
            Assert.Equal(id, answer.Well().Output.Trim());
        }

        run.Accept(id);
        foreach (string name in names.OrderBy(_ => run.Draw.Next()).Take(2))
        {
            await run.Swarm[name].KillAsync();
            await run.Swarm[name].StartAsync();
            await run.Swarm.AgreesOnAsync(names);
            Assert.Equal(id, (await run.Swarm.TryDispatchAsync(name, id, ["same", .. shape])).Well().Output.Trim());
            (await run.Swarm.TryDispatchAsync(name, id, ["same", "--bash", "other", "true"]))
                .Refused(Refusal, id);
        }

        await run.CompletesAsync("a", s_limit);
        CommandResult list = await run.Swarm.Home.RunAsync("campaign", "list", "--agent", "b", "--output", "json");
        Assert.Single(list.Well().Json.EnumerateArray());
    }
}
