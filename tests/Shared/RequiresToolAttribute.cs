using Xunit;

namespace Swarm.Tests;

/// <summary>
/// A test that needs programs of this machine. Where one is missing it is skipped and says which; with
/// <c>SWARM_REQUIRE_TOOLS=1</c>, as in continuous integration, it runs and fails instead.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresToolAttribute : FactAttribute
{
    /// <summary>Names the programs, as one would type them: <c>nats-server</c>, or an absolute path.</summary>
    public RequiresToolAttribute(params string[] tools) => Skip = WhyNot(tools);

    /// <summary>Whether only root can make the fault, for example by mounting a small disk.</summary>
    public bool AsRoot
    {
        get => false;
        set => Skip ??= value && !Environment.IsPrivilegedProcess ? "only root can make this fault" : null;
    }

    /// <summary>Why a test that needs these programs is to be skipped; null when it is to run.</summary>
    public static string? WhyNot(params string[] tools)
    {
        string[] missing = [.. tools.Where(tool => Find(tool) is null)];
        return missing.Length > 0 && Environment.GetEnvironmentVariable("SWARM_REQUIRE_TOOLS") != "1"
            ? $"not installed: {string.Join(", ", missing)} (scripts/install.sh test)"
            : null;
    }

    /// <summary>The path of a program, or null. Daemons often lie in folders that only root has on its PATH.</summary>
    public static string? Find(string tool) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin:/usr/local/sbin".Split(':')
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, tool))
            .FirstOrDefault(File.Exists);
}
