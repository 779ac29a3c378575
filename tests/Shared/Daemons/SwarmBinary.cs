namespace Swarm.Tests;

/// <summary>Where the built programs are, relative to the tests' own.</summary>
internal static class SwarmBinary
{
    /// <summary>The configuration of this test run, as the folder is called.</summary>
    internal static string Configuration =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    /// <summary>The root of the repository.</summary>
    internal static string Repository { get; } = FindRepository();

    /// <summary>The command line that runs <c>swarm</c>.</summary>
    internal static IReadOnlyList<string> Command { get; } = FindCommand();

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Swarm.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("the tests lie outside the repository");
    }

    private static string[] FindCommand()
    {
        string folder = Path.Combine(Repository, "artifacts", "bin", "Swarm.Cli", Configuration);
        string program = Path.Combine(folder, "swarm");
        string library = Path.Combine(folder, "swarm.dll");
        return File.Exists(program) ? [program]
            : File.Exists(library) ? ["dotnet", "exec", library]
            : throw new FileNotFoundException($"'{library}' is not built: build the solution first");
    }
}
