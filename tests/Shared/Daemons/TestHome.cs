namespace Swarm.Tests;

/// <summary>
/// A private world of one test: a folder that is home to every agent, broker and program it starts. At its end all of
/// them are ended by their process numbers, and the folder is gone.
/// </summary>
internal sealed class TestHome : IAsyncDisposable
{
    internal static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(30);

    internal TestHome()
    {
        Folder = Directory.CreateTempSubdirectory("swarm-e2e-").FullName;
        Directory.CreateDirectory(Path.Combine(Folder, "state"));
        Directory.CreateDirectory(
            Path.Combine(Folder, "run"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The folder, below which everything lies.</summary>
    internal string Folder { get; }

    /// <summary>The variables that make a program live here.</summary>
    internal IEnumerable<KeyValuePair<string, string?>> Variables =>
    [
        .. Ambient.Variables,
        new("XDG_STATE_HOME", Path.Combine(Folder, "state")),
        new("XDG_DATA_HOME", Path.Combine(Folder, "data")),
        new("XDG_RUNTIME_DIR", Path.Combine(Folder, "run")),
        new("NO_COLOR", "1"),
    ];

    /// <summary>The state folder of an agent.</summary>
    internal string StateOf(string agent) => Path.Combine(Folder, "state", "swarm", agent);

    /// <summary>The control socket of an agent.</summary>
    internal string SocketOf(string agent) => Path.Combine(Folder, "run", "swarm", $"{agent}.sock");

    /// <summary>A file of the test's own.</summary>
    internal string File(string name, string? content = null)
    {
        string path = Path.Combine(Folder, name);
        if (content is not null)
        {
            System.IO.File.WriteAllText(path, content);
        }

        return path;
    }

    /// <summary>Starts <c>swarm</c> and returns at once.</summary>
    internal ChildProgram Start(IEnumerable<string> words, params KeyValuePair<string, string?>[] variables) =>
        ChildProgram.Start([.. SwarmBinary.Command, .. words], [.. Variables, .. variables], Folder);

    /// <summary>Starts <c>swarm</c> in a place of its own and returns at once.</summary>
    internal ChildProgram Start(AgentPlace place, IEnumerable<string> words) =>
        ChildProgram.Start(
            [.. place.Prefix, .. SwarmBinary.Command, .. words], [.. Variables, .. place.Variables], Folder);

    /// <summary>Runs <c>swarm</c> to its end.</summary>
    internal async Task<CommandResult> RunAsync(params string[] words)
    {
        await using ChildProgram program = Start(words);
        return await program.WaitAsync(CommandLimit);
    }

    /// <summary>Runs <c>swarm</c> to its end and tells it something on its standard input.</summary>
    internal async Task<CommandResult> TellAsync(string input, params string[] words)
    {
        await using ChildProgram program =
            ChildProgram.Start([.. SwarmBinary.Command, .. words], [.. Variables], Folder, input);
        return await program.WaitAsync(CommandLimit);
    }

    /// <summary>The processes that live here: they name the folder in their command line or their variables.</summary>
    internal IReadOnlyList<int> Residents() => Processes.Naming(Folder);

    public async ValueTask DisposeAsync()
    {
        await Processes.EndAsync(Folder);
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }
}
