namespace Swarm.Model;

/// <summary>A campaign is wrong. It carries every problem found, not only the first.</summary>
/// <param name="problems">The problems; at least one.</param>
/// <param name="unlisted">How many more there were that are only counted.</param>
public sealed class CampaignInvalidException(IReadOnlyList<CampaignProblem> problems, int unlisted = 0)
    : SwarmException(ErrorCode.CampaignInvalid, Describe(problems, unlisted))
{
    private const int MaxListed = 50;

    /// <summary>The problems found, as far as they were kept: a graph's check keeps the first hundred.</summary>
    public IReadOnlyList<CampaignProblem> Problems { get; } = problems;

    /// <summary>How many more problems there were that <see cref="Problems"/> does not list.</summary>
    public int Unlisted { get; } = unlisted;

    private static string Describe(IReadOnlyList<CampaignProblem> problems, int unlisted)
    {
        int count = problems.Count + unlisted;
        string head = count == 1 ? "The campaign has a problem:" : $"The campaign has {count} problems:";
        IEnumerable<string> lines = problems.Take(MaxListed).Select(problem => $"  - {problem}");
        int more = Math.Max(0, problems.Count - MaxListed) + unlisted;
        string rest = more > 0 ? $"\n  … and {more} more" : "";
        return $"{head}\n{string.Join('\n', lines)}{rest}";
    }
}
