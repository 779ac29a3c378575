namespace Swarm.UnitTests.Architecture;

/// <summary>One text file of the repository; what is derived from its text is made when first asked for.</summary>
/// <param name="path">Relative to the repository's root, with forward slashes.</param>
/// <param name="text">Its content.</param>
internal sealed class SourceFile(string path, string text)
{
    private readonly Lazy<(string Code, string Comments)> _split = new(() => CSharpText.Split(text));
    private IReadOnlyList<Member>? _members;

    public string Path { get; } = path;

    public string Text { get; } = text;

    /// <summary>The lines, without the empty one behind the last line break.</summary>
    public string[] Lines { get; } = (text.EndsWith('\n') ? text[..^1] : text).Split('\n');

    /// <summary>The text without comments and without what literals contain.</summary>
    public string Code => _split.Value.Code;

    /// <summary>The comments and preprocessor lines alone.</summary>
    public string Comments => _split.Value.Comments;

    public IReadOnlyList<Member> Members => _members ??= CSharpOutline.Of(Code);

    public IEnumerable<Member> Types => Members.Where(member => member.Kind == MemberKind.Type);

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);

    public bool IsUnder(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    public int LineOf(int offset) => Text.AsSpan(0, offset).Count('\n') + 1;

    /// <summary>A finding at a place in this file.</summary>
    public string At(int offset, string what) => $"{Path}:{LineOf(offset)}: {what}";
}
