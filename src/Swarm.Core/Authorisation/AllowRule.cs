namespace Swarm.Core.Authorisation;

/// <summary>
/// What an agent does for some owners. An empty list, and a limit of 0, is no restriction; the owners alone have to be
/// said.
/// </summary>
/// <param name="Owners">Names of users, <c>@GROUP</c>, or <c>*</c> for every user of the swarm.</param>
public sealed record AllowRule(IReadOnlyList<string> Owners)
{
    /// <summary>Every user.</summary>
    public const string Anybody = "*";

    /// <summary>How a group begins.</summary>
    public const char GroupMark = '@';

    /// <summary>All that is below an agent's root.</summary>
    public const string WholeRoot = ".";

    private const string ProgramPlugin = "shell";
    private const string ShellOption = "shell";

    /// <summary>The plugins that may be used.</summary>
    public IReadOnlyList<string> Plugins { get; init; } = [];

    /// <summary>
    /// The programs that the plugin <c>shell</c> may start, as activities name them: <c>python3</c>, or
    /// <c>/opt/tools/*</c> for all below a folder. Who may start a shell may start anything.
    /// </summary>
    public IReadOnlyList<string> Executables { get; init; } = [];

    /// <summary>
    /// The folders that may be read by reference: below the agent's root, or elsewhere with a <c>/</c> before them;
    /// <c>.</c> is all that is below the root.
    /// </summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>The most cores of one activity, in thousandths.</summary>
    public long MilliCores { get; init; }

    /// <summary>The most memory of one activity, in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>The longest time limit of one activity, in microseconds; it has to have one then.</summary>
    public long MaxMicros { get; init; }

    /// <summary>How much of an owner's outputs the agent keeps together, in bytes.</summary>
    public long KeptBytes { get; init; }

    /// <summary>Whether it is about an owner.</summary>
    public bool IsFor(CampaignOwner owner)
    {
        foreach (string one in Owners)
        {
            if (one == Anybody
                || (one.StartsWith(GroupMark) ? owner.IsOf(one[1..]) : owner.IsSomebody && one == owner.Name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Why an activity is more than the rule allows, in a clause for people; null when it is not.</summary>
    public string? WhyNot(ActivitySpec activity) =>
        !IsIn(Plugins, activity.Plugin) ? $"no plugin but {Words(Plugins)}, not '{activity.Plugin}'"
        : Executables.Count > 0 && activity.Plugin == ProgramPlugin ? WhyNotProgram(activity) ?? WhyNotLimits(activity)
        : WhyNotLimits(activity);

    /// <summary>Whether a path may be read: below the agent's root, or with a '/' before it anywhere.</summary>
    public bool MayRead(string path) => Data.Count == 0 || Data.Any(root =>
        root == WholeRoot ? !path.StartsWith('/') : RefPath.IsWithin(path, root));

    private string? WhyNotLimits(ActivitySpec activity) =>
        MilliCores > 0 && activity.Resources.MilliCores > MilliCores
            ? $"{MilliCores / 1000.0:0.###} cores, not {activity.Resources.Cores:0.###}"
        : MemoryBytes > 0 && activity.Resources.MemoryBytes > MemoryBytes
            ? $"{MemoryBytes >> 20} MiB of memory, not {activity.Resources.MemoryBytes >> 20}"
        : MaxMicros > 0 && (activity.TimeLimit is not { } limit || limit.TotalMicroseconds > MaxMicros)
            ? $"a time limit of at most {MaxMicros / 3.6e9:0.###} hours, and the activity has "
                + (activity.TimeLimit is { } said ? $"{said.TotalHours:0.###}" : "none")
        : null;

    // A path with '..' in it could lead out of a folder that is allowed; a name could mean a file that the campaign
    // brings along, or one that its own variables lead to.
    private string? WhyNotProgram(ActivitySpec activity)
    {
        string program = activity.Options.TryGetValue(ShellOption, out string? shell) ? shell
            : activity.Arguments.Count > 0 ? activity.Arguments[0] : "";
        string shown = Printable.Of(program, 60);
        bool climbs = program.Split('/').Contains("..", StringComparer.Ordinal);
        return !Executables.Any(allowed => allowed == program
            || (!climbs && allowed.EndsWith("/*", StringComparison.Ordinal)
                && program.StartsWith(allowed[..^1], StringComparison.Ordinal)))
                ? $"no program but {Words(Executables)}, not '{shown}'"
            : activity.Inputs.Any(input => RefPath.IsWithin(program, input.Ref.ToString()!) || input.Name == program)
                ? $"no program that the campaign brings along, such as its '{shown}'"
            : activity.Environment.Keys.FirstOrDefault(Leads) is { } variable
                ? $"no variable that leads to other programs, such as '{Printable.Of(variable, 60)}'"
            : null;
    }

    private static bool Leads(string variable) =>
        variable == "PATH" || variable.StartsWith("LD_", StringComparison.Ordinal);

    private static bool IsIn(IReadOnlyList<string> words, string word) =>
        words.Count == 0 || words.Contains(word, StringComparer.Ordinal);

    private static string Words(IReadOnlyList<string> words) => string.Join(", ", words.Select(word => $"'{word}'"));
}
