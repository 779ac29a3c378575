namespace Swarm.Sdk.Authoring;

/// <summary>What an author has said about an activity so far, unread: only freezing the campaign judges it.</summary>
internal sealed class ActivityDraft(string name, string plugin)
{
    internal string Name { get; } = name;

    internal string Plugin { get; } = plugin;

    /// <summary>The words for the plugin, or null when <see cref="Line"/> has to be split first.</summary>
    internal IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>A command line that is split when the campaign is frozen.</summary>
    internal string? Line { get; init; }

    internal Dictionary<string, string> Options { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    internal List<InputDraft> Inputs { get; } = [];

    internal List<string> Outputs { get; } = [];

    internal List<Activity> After { get; } = [];

    internal string? WorkingDirectory { get; set; }

    internal string? OutputDirectory { get; set; }

    internal string? Place { get; set; }

    internal NeedsDraft Needs { get; set; } = new(1, null, 0);

    internal int Retries { get; set; }

    internal TimeSpan? TimeLimit { get; set; }

    internal TimeSpan? ExpectedTime { get; set; }
}
