namespace Swarm.Model;

/// <summary>A campaign is wrong. It carries every problem found, not only the first.</summary>
/// <param name="problems">All problems; at least one.</param>
public sealed class CampaignInvalidException(IReadOnlyList<CampaignProblem> problems)
    : SwarmException(ErrorCode.CampaignInvalid, Describe(problems))
{
    private const int MaxListed = 50;

    /// <summary>All problems found.</summary>
    public IReadOnlyList<CampaignProblem> Problems { get; } = problems;

    private static string Describe(IReadOnlyList<CampaignProblem> problems)
    {
        string head =
            problems.Count == 1 ? "The campaign has a problem:" : $"The campaign has {problems.Count} problems:";
        IEnumerable<string> lines = problems.Take(MaxListed).Select(problem => $"  - {problem}");
        string rest = problems.Count > MaxListed ? $"\n  … and {problems.Count - MaxListed} more" : "";
        return $"{head}\n{string.Join('\n', lines)}{rest}";
    }
}
