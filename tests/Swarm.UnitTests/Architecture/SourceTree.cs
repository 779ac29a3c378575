namespace Swarm.UnitTests.Architecture;

/// <summary>The text files of the repository, or of a sample that breaks a rule on purpose.</summary>
internal sealed class SourceTree
{
    private SourceTree(IEnumerable<SourceFile> files) =>
        Files = [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The repository as it lies there.</summary>
    public static SourceTree Repository { get; } = Load(Root);

    public IReadOnlyList<SourceFile> Files { get; }

    /// <summary>The C# files that ship.</summary>
    public IEnumerable<SourceFile> Sources => CSharp("src");

    /// <summary>
    /// Whether the one composition root and the loop it starts have been written. Until then nothing can be expected to
    /// be used, listed or described, because what would use it is not there.
    /// </summary>
    public bool IsComposed => Find("src/Swarm.Agent/AgentLoop.cs") is not null
        && Find("src/Swarm.Cli/Program.cs") is { } program && program.Text.Trim() != "return 0;";

    /// <summary>A tree made of paths and texts.</summary>
    public static SourceTree Of(params (string Path, string Text)[] files) =>
        new(files.Select(file => new SourceFile(file.Path, file.Text)));

    public SourceFile? Find(string path) => Files.FirstOrDefault(file => file.Path == path);

    public IEnumerable<SourceFile> CSharp(params string[] folders) =>
        Files.Where(file => file.IsCSharp && folders.Any(file.IsUnder));

    private static SourceTree Load(string root)
    {
        HashSet<string> ignored = [.. File.ReadLines(Path.Combine(root, ".gitignore"))
            .Where(line => line.EndsWith('/')).Select(line => line.TrimEnd('/')), ".git", "bin", "obj", "node_modules"];
        return new SourceTree(Walk(new DirectoryInfo(root), ignored)
            .Select(file =>
                (Path.GetRelativePath(root, file.FullName).Replace('\\', '/'), File.ReadAllText(file.FullName)))
            .Where(file => !file.Item2.Contains('\0'))
            .Select(file => new SourceFile(file.Item1, file.Item2)));
    }

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder, HashSet<string> ignored) =>
        folder.EnumerateFileSystemInfos()
            .Where(entry => entry.LinkTarget is null && !ignored.Contains(entry.Name))
            .SelectMany(entry => entry is DirectoryInfo inner ? Walk(inner, ignored) : [(FileInfo)entry]);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Swarm.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Swarm.sln is in no folder above the tests: run them from a clone.");
    }
}
