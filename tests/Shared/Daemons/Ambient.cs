namespace Swarm.Tests;

/// <summary>What the programs that tests start must not inherit from whoever runs the tests.</summary>
internal static class Ambient
{
    /// <summary>Variables to take away: settings of ours, and what a test host sets for itself.</summary>
    internal static IEnumerable<KeyValuePair<string, string?>> Variables { get; } =
    [
        .. Environment.GetEnvironmentVariables().Keys.Cast<string>()
            .Where(name => name.StartsWith("SWARM_", StringComparison.Ordinal)
                || name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("VSTEST", StringComparison.Ordinal))
            .Select(name => KeyValuePair.Create(name, (string?)null)),
    ];
}
