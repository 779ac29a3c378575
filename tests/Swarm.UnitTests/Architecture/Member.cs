namespace Swarm.UnitTests.Architecture;

/// <summary>What a <see cref="Member"/> is.</summary>
internal enum MemberKind
{
    /// <summary>A class, record, struct, interface, enum or delegate.</summary>
    Type,

    /// <summary>A method, constructor or operator.</summary>
    Function,

    /// <summary>The body of a property, indexer or event.</summary>
    Accessor,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>One declaration, as far as text can tell.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its name, without type parameters.</param>
/// <param name="Header">Everything from the first modifier to the body, without literals and comments.</param>
/// <param name="Attributes">Its attributes, in the same form.</param>
/// <param name="Declared">Where the declaration begins, attributes included.</param>
/// <param name="Start">Where its first modifier is.</param>
/// <param name="End">Just behind its last brace or semicolon.</param>
/// <param name="Depth">How many types it is nested in.</param>
/// <param name="HasBody">Whether there is code behind the header.</param>
internal sealed record Member(
    MemberKind Kind,
    string Name,
    string Header,
    string Attributes,
    int Declared,
    int Start,
    int End,
    int Depth,
    bool HasBody)
{
    /// <summary>The parameters of a function, delegate or primary constructor.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>The names behind the colon of a type.</summary>
    public IReadOnlyList<string> Bases { get; init; } = [];

    /// <summary>Whether a modifier or keyword stands in front of the name.</summary>
    public bool Is(string word)
    {
        int name = Header.IndexOf(Name, StringComparison.Ordinal);
        return Header[..Math.Max(0, name)].Split([' ', '\n', '\r', '\t']).Contains(word, StringComparer.Ordinal);
    }
}
