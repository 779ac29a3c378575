namespace Swarm.Model;

/// <summary>
/// A campaign that was checked: unique names, no cycle, every input made or external. Immutable; made only by
/// <see cref="Create"/>, which reports every problem at once.
/// </summary>
public sealed class CampaignGraph
{
    /// <summary>The most activities a campaign may have.</summary>
    public const int MaxActivities = 1_000_000;

    private readonly AdjacencyList _parents;
    private readonly AdjacencyList _children;
    private readonly long[] _ranks;
    private readonly Dictionary<string, int> _indexes;

    private CampaignGraph(CampaignId id, string name, CampaignCheck check, AdjacencyList parents)
    {
        Id = id;
        Name = name;
        Activities = check.Settled;
        Files = check.Files;
        _indexes = check.Indexes;
        _parents = parents;
        _children = parents.Reversed();
        _ranks = CriticalPath.Ranks(check.Settled, _parents, _children);
    }

    /// <summary>The id of this dispatch.</summary>
    public CampaignId Id { get; }

    /// <summary>What its author calls it.</summary>
    public string Name { get; }

    /// <summary>The activities, in the order in which their author named them.</summary>
    public IReadOnlyList<ActivitySpec> Activities { get; }

    /// <summary>The files it brings along, in order of path.</summary>
    public IReadOnlyList<CarriedFile> Files { get; }

    /// <summary>Checks a campaign and makes its graph.</summary>
    /// <exception cref="CampaignInvalidException">
    /// Something is wrong; the first hundred problems are listed, more are counted.
    /// </exception>
    public static CampaignGraph Create(
        CampaignId id, string name, IReadOnlyList<ActivitySpec> activities, IReadOnlyList<CarriedFile> files)
    {
        CampaignCheck check = new(name, activities, files);
        AdjacencyList? parents = check.Run();
        return parents is null
            ? throw new CampaignInvalidException(check.Problems.Kept, check.Problems.Unlisted)
            : new CampaignGraph(id, name, check, parents);
    }

    /// <summary>The activities that must end well before this one.</summary>
    public ReadOnlySpan<int> Parents(int index) => _parents.Of(index);

    /// <summary>The activities that wait for this one.</summary>
    public ReadOnlySpan<int> Children(int index) => _children.Of(index);

    /// <summary>
    /// The length of the longest way from this activity to the end of the campaign, itself included, in microseconds
    /// of expected time. Larger ranks are started first (upward rank: Topcuoglu, Hariri, Wu, IEEE TPDS 13(3), 2002).
    /// </summary>
    public long Rank(int index) => _ranks[index];

    /// <summary>Finds an activity by its name.</summary>
    public bool TryFind(string name, out int index) => _indexes.TryGetValue(name, out index);
}
