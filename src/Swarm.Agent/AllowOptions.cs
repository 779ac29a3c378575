using Swarm.Core.Authorisation;

namespace Swarm.Agent;

/// <summary>What an agent does for some owners. What is left out is not restricted; the owners have to be named.
/// </summary>
public sealed record AllowOptions
{
    private const double MaxHours = 1e6;
    private const double MaxCores = 100_000;
    private const double MicrosPerHour = 3.6e9;

    /// <summary>Names of users, <c>@GROUP</c>, or <c>*</c> for every user that the swarm's authority knows.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>The plugins that may be used. Default: all that the agent offers.</summary>
    public IReadOnlyList<string> Plugins { get; init; } = [];

    /// <summary>
    /// The programs that the plugin <c>shell</c> may start, as activities name them: <c>python3</c>, or
    /// <c>/opt/tools/*</c> for all below a folder. Who may start a shell may start anything. Default: any.
    /// </summary>
    public IReadOnlyList<string> Executables { get; init; } = [];

    /// <summary>
    /// The folders that may be read by reference (<c>AGENT://path</c>): below the root, or elsewhere with a <c>/</c>
    /// before them; <c>.</c> is all that is below the root. Default: any.
    /// </summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>The most cores that one activity may ask for. Default: as many as there are.</summary>
    public double Cores { get; init; }

    /// <summary>The most memory that one activity may ask for, in MiB. Default: as much as there is.</summary>
    public long MemoryMib { get; init; }

    /// <summary>
    /// The longest time limit of one activity, in hours; one that has none is refused. Default: any, and none.
    /// </summary>
    public double Hours { get; init; }

    /// <summary>
    /// How much of one owner's outputs the agent keeps together, in MiB; what ran when that was reached is kept too.
    /// Default: any.
    /// </summary>
    public long KeepMib { get; init; }

    internal AllowRule Rule => new(Owners)
    {
        Plugins = Plugins,
        Executables = Executables,
        Data = [.. Data.Select(root => root == AllowRule.WholeRoot ? root : Folded(root)!)],
        MilliCores = (long)(Cores * 1000),
        MemoryBytes = MemoryMib << 20,
        MaxMicros = (long)(Hours * MicrosPerHour),
        KeptBytes = KeepMib << 20,
    };

    /// <summary>What is wrong with it, each with its key and what is allowed.</summary>
    internal IEnumerable<string> Problems(string key)
    {
        if (Owners.Count == 0)
        {
            yield return $"'{key}.owners' is empty; name users, '@GROUP' or '*'";
        }

        foreach (string owner in Owners.Where(owner => !IsOwner(owner)))
        {
            yield return $"'{key}.owners' has '{Printable.Of(owner, 60)}'; a user or '@GROUP' is written in a-z, 0-9, "
                + "'-' and '_', and '*' is everybody";
        }

        foreach (string root in Data.Where(root => Folded(root) is null))
        {
            yield return $"'{key}.data' has '{Printable.Of(root, 60)}'; write a folder without '..', or '.'";
        }

        foreach (string list in (string[])[.. Plugins.Where(IsBlank).Select(_ => "plugins"),
            .. Executables.Where(IsBlank).Select(_ => "executables")])
        {
            yield return $"'{key}.{list}' has an empty entry; take it out";
        }

        (string Name, string Allowed, bool IsWrong)[] limits =
        [
            ("cores", $"0 to {MaxCores}", Cores is not (>= 0 and <= MaxCores)),
            ("memoryMib", "0 or more", MemoryMib is < 0 or > long.MaxValue >> 20),
            ("hours", $"0 to {MaxHours}", Hours is not (>= 0 and <= MaxHours)),
            ("keepMib", "0 or more", KeepMib is < 0 or > long.MaxValue >> 20),
        ];
        foreach ((string name, string allowed, bool isWrong) in limits)
        {
            if (isWrong)
            {
                yield return $"'{key}.{name}' is out of its range; {allowed} is allowed";
            }
        }
    }

    private static bool IsOwner(string owner) =>
        owner == AllowRule.Anybody
        || AgentId.TryParse(owner.StartsWith(AllowRule.GroupMark) ? owner[1..] : owner, out _);

    private static bool IsBlank(string text) => string.IsNullOrWhiteSpace(text);

    private static string? Folded(string root)
    {
        try
        {
            string folded = RefPath.Normalize(root, root);
            return IsBlank(root) ? null : root.StartsWith('/') ? "/" + folded : folded.Length > 0 ? folded : ".";
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
