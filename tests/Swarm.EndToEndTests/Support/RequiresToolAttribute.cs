using Xunit;

namespace Swarm.EndToEndTests.Support;

/// <summary>A test that needs programs of this machine; without them it is skipped, and says why.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresToolAttribute : FactAttribute
{
    public RequiresToolAttribute(params string[] tools)
    {
        Tools = tools;
        string[] missing = [.. tools.Where(tool => Find(tool) is null)];
        if (missing.Length > 0)
        {
            Skip = $"not installed here: {string.Join(", ", missing)}";
        }
    }

    public IReadOnlyList<string> Tools { get; }

    /// <summary>Whether only root can make the fault, for example by mounting a small disk.</summary>
    public bool AsRoot
    {
        get => false;
        set => Skip ??= value && !Environment.IsPrivilegedProcess ? "only root can make this fault" : null;
    }

    /// <summary>The path of a program, or null. Daemons often lie in folders that only root has on its PATH.</summary>
    public static string? Find(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Concat(["/usr/sbin", "/sbin", "/usr/local/sbin"])
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, tool))
            .FirstOrDefault(File.Exists);
}
