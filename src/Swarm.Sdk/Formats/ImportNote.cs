namespace Swarm.Sdk.Formats;

/// <summary>Something in a document that was left out or taken otherwise than it is written.</summary>
/// <param name="Place">Where it stands first: its path, line and column.</param>
/// <param name="What">What was done.</param>
/// <param name="Count">How often the same was done elsewhere in the document, this place included.</param>
public sealed record ImportNote(string Place, string What, int Count)
{
    /// <inheritdoc/>
    public override string ToString() => Count == 1 ? $"{Place}: {What}" : $"{Place}, and {Count - 1} more: {What}";
}
