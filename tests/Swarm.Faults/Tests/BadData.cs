namespace Swarm.Faults.Tests;

/// <summary>Test 14: what an agent holds is changed behind its back, and paths lead where they must not.</summary>
internal sealed class BadData : IFaultTest
{
    private const int Usage = 2;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private static readonly string[] s_badPaths =
    [
        "../../etc/passwd", "/etc/shadow", "a/../../b", "..", ".", "x\\0y", new string('p', 5000), "a//../../b",
    ];

    public int Number => 14;

    public string Name => "bad-data";

    public string Says => "a bit flips, a tail is cut or a file goes in the store of who holds an output; bad paths";

    public string? WhyNot() => RequiresToolAttribute.WhyNot("nats-server");

    public async Task RunAsync(FaultRun run)
    {
        await run.StartAsync("a", "b", "c", "d");
        await RefuseAsync(run);
        string maker = run.OneOf<string>(["b", "c", "d"]);
        string gate = run.Swarm.WaitFor("go");
        string id = await run.SubmitAsync(
            "a", "data",
            "--bash", "make", run.Body("seq 200000 > made"), "--writes", "made", "--on", maker,
            "--bash", "gate", run.Body(gate), "--after", "make", "--on", "a",
            "--bash", "use", run.Body("[ $(md5sum < made | cut -c1-32) = $(seq 200000 | md5sum | cut -c1-32) ]"),
            "--reads", "make", "--after", "gate", "--on", "a");
        await run.RunningAsync(id, "gate");
        Spoil(run, Path.Combine(run.Swarm[maker].StateFolder, "data", ".swarm", "content"));
        run.Swarm.Open("go");
        await run.CompletesAsync("b", s_limit);
        run.Note("made_again", (await run.ShowAsync(id, "a")).AttemptsOf("make") - 1);
    }

    private static async Task RefuseAsync(FaultRun run)
    {
        foreach (string path in s_badPaths)
        {
            CommandResult answer = await run.Swarm.TryDispatchAsync(
                "a", null, "bad", "--bash", "one", "true", "--writes", path);
            answer.Refused(Usage, "one");
        }
    }

    // The one file of the store that is as long as what was made.
    private static void Spoil(FaultRun run, string store)
    {
        string held = Directory.EnumerateFiles(store, "*", SearchOption.AllDirectories)
            .Single(file => new FileInfo(file).Length > 1_000_000);
        File.SetUnixFileMode(held, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string harm = run.OneOf<string>(["flip", "cut", "delete"]);
        run.Talk.Say($"{harm}: {Path.GetFileName(held)}");
        if (harm == "delete")
        {
            File.Delete(held);
            return;
        }

        using FileStream file = new(held, FileMode.Open, FileAccess.ReadWrite);
        if (harm == "cut")
        {
            file.SetLength(file.Length - run.Draw.Next(1, 10_000));
            return;
        }

        file.Position = run.Draw.Next((int)file.Length);
        int old = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(old ^ 1));
    }
}
