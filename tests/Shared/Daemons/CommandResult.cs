using System.Text.Json;
using Xunit;

namespace Swarm.Tests;

/// <summary>How a command ended and what it said.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output: data.</param>
/// <param name="Error">Standard error: talk.</param>
internal sealed record CommandResult(int ExitCode, string Output, string Error)
{
    private const int MaxRefusalLines = 6;

    /// <summary>Its output as JSON.</summary>
    internal JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Demands that it ended well.</summary>
    internal CommandResult Well()
    {
        Assert.True(ExitCode == 0, $"ended with {ExitCode}\n{Output}\n{Error}");
        return this;
    }

    /// <summary>
    /// Demands a refusal: this exit code, a few lines that say these words, no stack trace, and no word of a bug.
    /// </summary>
    internal CommandResult Refused(int exitCode, params string[] words)
    {
        Assert.True(ExitCode == exitCode, $"ended with {ExitCode} instead of {exitCode}\n{Output}\n{Error}");
        Assert.All(words, word => Assert.Contains(word, Error, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("   at ", Output + Error, StringComparison.Ordinal);
        Assert.DoesNotContain("has a bug", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", Error, StringComparison.Ordinal);
        Assert.InRange(Error.Split('\n').Length, 1, MaxRefusalLines);
        return this;
    }
}
