using Xunit;

namespace Swarm.Faults.Tests;

/// <summary>
/// Test 12 (B17): everything fails at once at one of four agents, or one says that it is a thousand times as fast as it
/// is. Neither draws the work to itself, and all of it is done elsewhere.
/// </summary>
internal sealed class FailingAgent(string name, string[] flags, string fails) : IFaultTest
{
    private const int Activities = 300;
    private const string Bad = "d";
    private const double MostShare = 1.5;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(110);

    public int Number => 12;

    public string Name => name;

    public string Says => flags.Length > 0
        ? "one of four agents says that it is a thousand times as fast; 300 activities"
        : "everything fails at once at one of four agents; 300 activities";

    public string? WhyNot() => RequiresToolAttribute.WhyNot("nats-server");

    public async Task RunAsync(FaultRun run)
    {
        await run.StartAsync("a", "b", "c");
        await run.Swarm.AddAsync(Bad, flags);
        await run.Swarm.AgreesOnAsync("a", "b", "c", Bad);
        string id = await run.SubmitAsync("a", name, [.. Enumerable.Range(0, Activities).SelectMany(number => (string[])
        [
            "--bash", $"t{number}",
            $"{Testimony.Shell(run.Swarm.Witness, "begin")}; {fails} sleep {run.Draw.Next(50, 250) / 1000.0:0.000}; "
            + Testimony.Shell(run.Swarm.Witness, "end"),
            "--retry", "4",
        ])]);
        await run.CompletesAsync("b", s_limit);

        CampaignFacts facts = await run.ShowAsync(id, "a");
        double captured = run.Testimonies.Count(line => !line.IsEnd && line.Agent == Bad) / (Activities / 4.0);
        run.Note("captured_of_fair_share", captured);
        run.Note("most_attempts", facts.Activities.Max(facts.AttemptsOf));
        Assert.True(facts.Activities.Max(facts.AttemptsOf) <= 2, "an activity needed more than one extra attempt");
        Assert.True(captured <= MostShare, $"{Bad} drew {captured:0.00} of its fair share to itself");
    }
}
