namespace Swarm.Faults.Tests;

/// <summary>B10: a share of ten agents is killed at once and does not come back; no work is lost.</summary>
internal sealed class ShareKilled : IFaultTest
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(90);

    public int Number => 10;

    public string Name => "share-killed";

    public string Says => "B10: 1, 3 or 5 of ten agents are killed at once and stay away";

    public string? WhyNot() => RequiresToolAttribute.WhyNot("nats-server");

    public async Task RunAsync(FaultRun run)
    {
        string[] names = [.. Enumerable.Range(0, 10).Select(number => $"n{number}")];
        await run.StartAsync(names);
        await run.SubmitLoadAsync("n0");
        await run.DoneAsync(run.Draw.Next(3, 30), s_limit);
        int share = ((int[])[1, 3, 5])[run.Seed % 3];
        string[] victims = [.. names.OrderBy(_ => run.Draw.Next()).Take(share)];
        run.Talk.Say($"kill {string.Join(", ", victims)}");
        run.Gone.UnionWith(victims);
        foreach (string victim in victims)
        {
            await run.Swarm[victim].KillAsync();
        }

        run.Note("killed", share);
        await run.CompletesAsync(names.First(name => !victims.Contains(name)), s_limit);
    }
}
