namespace Swarm.Simulation.Runs;

/// <summary>Repeats what an agent recorded, and tells its story.</summary>
internal static class ReplayCommand
{
    internal static int Run(string file, IReadOnlyList<string> words, Action<string> write)
    {
        Arguments arguments = Arguments.Parse(words, ["--quiet"], []);
        using FileStream recording = File.OpenRead(file);
        Replay replay = new(recording, arguments.Has("--quiet") ? null : write);
        string? wrong = replay.Run();
        write($"{replay.Steps} steps repeated: {wrong ?? "nothing wrong"}");
        return wrong is null ? 0 : 1;
    }
}
