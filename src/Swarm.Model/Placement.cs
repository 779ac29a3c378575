namespace Swarm.Model;

/// <summary>Where an activity may run: anywhere, at one agent, or at agents with a tag.</summary>
/// <param name="Agent">The name or alias of the only agent that may run it, or null.</param>
/// <param name="Tag">A tag that the agent must have, or null.</param>
public sealed record Placement(string? Agent = null, string? Tag = null)
{
    private const string TagPrefix = "tag:";

    /// <summary>No wish at all.</summary>
    public static Placement Anywhere { get; } = new();

    /// <summary>Reads <c>name</c> or <c>tag:name</c>; empty means anywhere.</summary>
    /// <exception cref="FormatException">The text is neither.</exception>
    public static Placement Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Anywhere;
        }

        bool tag = text.StartsWith(TagPrefix, StringComparison.Ordinal);
        string name = tag ? text[TagPrefix.Length..] : text;
        return Names.IsToken(name.ToLowerInvariant(), AgentId.MaxLength)
            ? tag ? new Placement(Tag: name) : new Placement(Agent: name)
            : throw new FormatException($"'{Printable.Of(text)}' is no place: write an agent's name or 'tag:NAME'.");
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => Tag is not null ? TagPrefix + Tag : Agent ?? "";
}
