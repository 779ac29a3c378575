namespace Swarm.Model;

/// <summary>What an author says about one activity. Immutable.</summary>
public sealed record ActivitySpec
{
    /// <summary>Its name, unique in the campaign.</summary>
    public required string Name { get; init; }

    /// <summary>The plugin that runs it: <c>shell</c>, <c>transfer</c>, <c>noop</c> or one of the site's own.</summary>
    public required string Plugin { get; init; }

    /// <summary>The program and its arguments, or what else the plugin takes in order.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>What else the plugin takes, by name.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = NoWords;

    /// <summary>Variables added to the program's environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = NoWords;

    /// <summary>What it needs before it can run.</summary>
    public IReadOnlyList<ActivityInput> Inputs { get; init; } = [];

    /// <summary>What it leaves behind.</summary>
    public IReadOnlyList<DataRef> Outputs { get; init; } = [];

    /// <summary>The names of activities that must end well first although no data comes from them.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>Its working directory; null for <c>@agentdir/ACTIVITY</c>.</summary>
    public DataRef? WorkingDirectory { get; init; }

    /// <summary>Its output directory; null for the working directory.</summary>
    public DataRef? OutputDirectory { get; init; }

    /// <summary>Where it may run.</summary>
    public Placement Placement { get; init; } = Placement.Anywhere;

    /// <summary>What it needs while it runs.</summary>
    public Resources Resources { get; init; } = Resources.OneCore;

    /// <summary>How often it is tried again after a fault of its own.</summary>
    public int Retries { get; init; }

    /// <summary>How long it may run; null for no limit.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>How long its author expects it to run on an agent of speed 1; null when unknown.</summary>
    public TimeSpan? ExpectedTime { get; init; }

    private static IReadOnlyDictionary<string, string> NoWords { get; } = new Dictionary<string, string>();
}
