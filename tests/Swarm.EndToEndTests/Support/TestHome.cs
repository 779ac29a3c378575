using System.Text;

namespace Swarm.EndToEndTests.Support;

/// <summary>
/// A private world of one test: a folder that is home to every agent, broker and program it starts. At its end all of
/// them are ended by their process numbers, and the folder is gone.
/// </summary>
internal sealed class TestHome : IAsyncDisposable
{
    internal static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_endLimit = TimeSpan.FromSeconds(10);

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
    internal IReadOnlyList<int> Residents() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out int processId) ? processId : 0)
            .Where(processId => processId > 1 && processId != Environment.ProcessId && LivesHere(processId)),
    ];

    public async ValueTask DisposeAsync()
    {
        await Until.HoldsAsync(
            () =>
            {
                IReadOnlyList<int> residents = Residents();
                foreach (int processId in residents)
                {
                    Signals.Kill(processId);
                }

                return residents.Count == 0;
            },
            s_endLimit,
            "the test's processes end");
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private bool LivesHere(int processId)
    {
        try
        {
            string stat = System.IO.File.ReadAllText($"/proc/{processId}/stat");
            bool isGone = stat[(stat.LastIndexOf(')') + 2)..].StartsWith('Z');
            return !isGone && (Names($"/proc/{processId}/cmdline") || Names($"/proc/{processId}/environ"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private bool Names(string file) => Encoding.UTF8.GetString(System.IO.File.ReadAllBytes(file))
        .Contains(Folder, StringComparison.Ordinal);
}
