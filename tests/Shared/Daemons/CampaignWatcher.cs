using System.Text.Json;

namespace Swarm.Tests;

/// <summary>A client that watches a campaign, line by line.</summary>
internal sealed class CampaignWatcher(ChildProgram program) : IAsyncDisposable
{
    /// <summary>What it was told so far, as it was written.</summary>
    internal IReadOnlyList<string> Lines => program.Output;

    /// <summary>The changes it was told so far.</summary>
    internal IReadOnlyList<ChangeFacts> Changes =>
        [.. Lines.Select(line => new ChangeFacts(JsonDocument.Parse(line).RootElement))];

    /// <summary>Waits for a change.</summary>
    internal async Task<ChangeFacts> SeesAsync(Func<ChangeFacts, bool> wanted, TimeSpan limit, string what)
    {
        await Until.HoldsAsync(() => Changes.Any(wanted) || program.HasExited, limit, what);
        return Changes.FirstOrDefault(wanted)
            ?? throw new InvalidOperationException(
                $"the watch ended without: {what}\n{string.Join('\n', program.Output)}\n"
                + string.Join('\n', program.Error));
    }

    /// <summary>Waits until the watch ends, which it does with its campaign.</summary>
    internal Task<CommandResult> EndAsync(TimeSpan limit) => program.WaitAsync(limit);

    public ValueTask DisposeAsync() => program.DisposeAsync();
}
