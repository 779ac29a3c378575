using Xunit;

namespace Swarm.UnitTests.Support;

/// <summary>
/// A fact that needs programs of the machine. Where one is missing the test is skipped and says which; with
/// <c>SWARM_REQUIRE_TOOLS=1</c>, as in continuous integration, it runs and fails instead.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RequiresToolAttribute : FactAttribute
{
    /// <summary>Names the programs, as one would type them: <c>nats-server</c>, or an absolute path.</summary>
    public RequiresToolAttribute(params string[] tools)
    {
        string[] missing = [.. tools.Where(tool => !IsThere(tool))];
        if (missing.Length > 0 && Environment.GetEnvironmentVariable("SWARM_REQUIRE_TOOLS") != "1")
        {
            Skip = $"not installed: {string.Join(", ", missing)} (scripts/install.sh test)";
        }
    }

    /// <summary>Whether a program is on PATH, or in the administrator's folders where daemons are.</summary>
    public static bool IsThere(string tool) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin:/usr/local/sbin".Split(':')
            .Where(folder => folder.Length > 0)
            .Any(folder => File.Exists(Path.Combine(folder, tool)));
}
