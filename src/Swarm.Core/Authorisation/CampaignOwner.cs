namespace Swarm.Core.Authorisation;

/// <summary>Whose campaign it is: the user that signed it, and the groups that the swarm's authority gave that user.
/// </summary>
/// <param name="Name">The user's name; empty when nobody signed.</param>
/// <param name="Groups">The groups, in order.</param>
public sealed record CampaignOwner(string Name, IReadOnlyList<string> Groups)
{
    /// <summary>The group of those who founded the swarm: agents that say nothing else take their work alone.</summary>
    public const string Founders = "founder";

    /// <summary>The group of those who may end, retry and read what others own.</summary>
    public const string Operators = "operator";

    /// <summary>Nobody.</summary>
    public static CampaignOwner Nobody { get; } = new("", []);

    /// <summary>Whoever uses an agent of a swarm that has no authority but its founder's own: they are all one.
    /// </summary>
    public static CampaignOwner Local { get; } = new("owner", [Founders, Operators]);

    /// <summary>What shows that it is so; null where nothing does.</summary>
    public OwnerProof? Proof { get; init; }

    /// <summary>
    /// Why this agent does not believe it, in a clause for people; null when it does. It is this agent's own finding
    /// and stands in no log: others may know more or less of who was revoked.
    /// </summary>
    public string? Doubt { get; init; }

    /// <summary>Whether somebody signed.</summary>
    public bool IsSomebody => Name.Length > 0;

    /// <summary>Whether the user is of a group.</summary>
    public bool IsOf(string group) => Groups.Contains(group, StringComparer.Ordinal);

    /// <summary>The user, for people.</summary>
    public override string ToString() => IsSomebody ? $"user {Name}" : "nobody";
}
