namespace Swarm.Model;

/// <summary>
/// Collects what is wrong with a campaign: the first problems are kept to be told, the others are only counted, so that
/// a large campaign with the same mistake in each activity does not fill the memory or the screen.
/// </summary>
internal sealed class ProblemList
{
    /// <summary>How many problems are kept.</summary>
    internal const int MaxKept = 100;

    private readonly List<CampaignProblem> _kept = [];

    /// <summary>Whether nothing is wrong.</summary>
    internal bool IsEmpty => _kept.Count == 0;

    /// <summary>The problems that were kept.</summary>
    internal IReadOnlyList<CampaignProblem> Kept => _kept;

    /// <summary>How many more there were.</summary>
    internal int Unlisted { get; private set; }

    /// <summary>Takes a problem of an activity, or of the campaign as a whole when the name is null.</summary>
    internal void Add(string? activity, string what, string remedy)
    {
        if (_kept.Count < MaxKept)
        {
            _kept.Add(new CampaignProblem(activity, what, remedy));
        }
        else
        {
            Unlisted++;
        }
    }
}
