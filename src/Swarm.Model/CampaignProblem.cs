namespace Swarm.Model;

/// <summary>One thing that is wrong with a campaign.</summary>
/// <param name="Activity">The activity it concerns, or null when it concerns the campaign as a whole.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record CampaignProblem(string? Activity, string What, string Remedy)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Activity is null ? $"{What}; {Remedy}" : $"activity '{Printable.Of(Activity, 60)}': {What}; {Remedy}";
}
