namespace Swarm.Agent.Identity;

/// <summary>A token as the one who gave it remembers it: its secret is known by its digest only.</summary>
/// <param name="Hash">The digest of the secret, in hexadecimal digits.</param>
/// <param name="Kind">What it enrols.</param>
/// <param name="Name">For whom; null for any name that is free.</param>
/// <param name="Until">Until when it is good.</param>
/// <param name="Valid">How long what it gives is good.</param>
internal sealed record IssuedToken(
    string Hash, PrincipalKind Kind, string? Name, DateTimeOffset Until, TimeSpan Valid)
{
    /// <summary>The groups of the user that it enrols.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>
    /// The digest of the key that used it; null while nobody did. The same key may ask again, for the answer may have
    /// been lost on its way.
    /// </summary>
    public string? UsedBy { get; init; }

    /// <summary>For whom it was used, where it left the name open.</summary>
    public string? UsedFor { get; init; }
}
