namespace Swarm.UnitTests.Architecture.Rules;

/// <summary>How long, how wide, how many.</summary>
internal static class ShapeRules
{
    private const int MaxFileLines = 400;
    private const int MedianFileLines = 80;
    private const int MaxFunctionLines = 60;
    private const int P90FunctionLines = 25;
    private const int MaxWidth = 120;
    private const int MaxParameters = 5;

    public static IReadOnlyList<TidyRule> All { get; } =
    [
        new($"A source file has at most {MaxFileLines} lines", tree => tree.Sources
            .Where(file => file.Lines.Length > MaxFileLines)
            .Select(file => $"{file.Path}: {file.Lines.Length} lines"))
        {
            Bad = [Lines("src/A.cs", MaxFileLines + 1)],
            Good = [Lines("src/A.cs", MaxFileLines), Lines("tests/A.cs", MaxFileLines + 1)],
        },
        new($"Half of the source files have at most {MedianFileLines} lines", tree => Above(
            "median file", tree.Sources.Select(file => file.Lines.Length), 50, MedianFileLines))
        {
            Bad = [Lines("src/A.cs", MedianFileLines + 1)],
            Good = [Lines("src/A.cs", MedianFileLines)],
        },
        new($"A function has at most {MaxFunctionLines} lines", tree => tree.Sources.SelectMany(
            file => Bodies(file, MemberKind.Function, MemberKind.Accessor)
                .Where(member => Length(file, member) > MaxFunctionLines)
                .Select(member => file.At(member.Start, $"{member.Name} has {Length(file, member)} lines"))))
        {
            Bad = [Function(MaxFunctionLines + 1), Property(MaxFunctionLines + 1), Arrow(MaxFunctionLines + 1)],
            Good = [Function(MaxFunctionLines)],
        },
        new($"Nine of ten functions have at most {P90FunctionLines} lines", tree => Above(
            "p90 function", tree.Sources.SelectMany(FunctionLengths), 90, P90FunctionLines))
        {
            Bad = [Function(P90FunctionLines + 1)],
            Good = [Function(P90FunctionLines)],
        },
        new($"A line is at most {MaxWidth} characters wide", tree => tree.CSharp("src", "tests", "campaigns")
            .SelectMany(file => file.Lines.Index().Where(line => line.Item.TrimEnd('\r').Length > MaxWidth)
                .Select(line => $"{file.Path}:{line.Index + 1}: {line.Item.Length} characters")))
        {
            Bad = TidyRule.Samples("tests/A.cs", new string('x', MaxWidth + 1)),
            Good = TidyRule.Samples("src/A.cs", new string('x', MaxWidth)),
        },
        new($"A function has at most {MaxParameters} parameters, then a record", tree => tree.Sources.SelectMany(
            file => file.Members.Where(member => Parameters(file, member) > MaxParameters)
                .Select(member => file.At(member.Start, $"{member.Name} has {member.Parameters.Count} parameters"))))
        {
            Bad = TidyRule.Samples(
                "src/A.cs",
                "class A { void F(int a, int b, int c, int d, int e, int f) { } }",
                "class A { A(int a, (int, int) b, int c, int d, int e, int f = 1) : base(a) { } }",
                "class A(int a, Func<int, int> b, int c, int d, int e, int f) : B(a);",
                "delegate int A(int a, int b, int c, int d, int e, int f);"),
            Good = TidyRule.Samples(
                "src/A.cs",
                "class A { void F(int a, Func<int, int, int> b, (int, int) c, int[,] d, int e) { } }",
                "sealed record A(int B, int C, int D, int E, int F, int G);",
                "class A { protected override void F(int a, int b, int c, int d, int e, int f) { } }",
                "class A { [LoggerMessage(1)] static partial void F(ILogger l, int b, int c, int d, int e, int f); }"),
        },
    ];

    /// <summary>The lengths of a file's functions, from the first modifier to the closing brace.</summary>
    public static IEnumerable<int> FunctionLengths(SourceFile file) =>
        Bodies(file, MemberKind.Function).Select(member => Length(file, member));

    public static int Quantile(int[] sorted, int percent) =>
        sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];

    private static IEnumerable<Member> Bodies(SourceFile file, params MemberKind[] kinds) =>
        file.Members.Where(member => member.HasBody && kinds.Contains(member.Kind));

    private static int Length(SourceFile file, Member member) =>
        file.LineOf(member.End - 1) - file.LineOf(member.Start) + 1;

    /// <summary>Counts what we chose: not plain data, not the platform's, not the official NATS client's.</summary>
    private static int Parameters(SourceFile file, Member member)
    {
        bool isData = member.Kind == MemberKind.Type && member.Is("record");
        bool isGiven = member.Is("override") || member.Attributes.Contains("Import", StringComparison.Ordinal)
            || (file.IsUnder("src/Swarm.Nats") && member.Is("public"));
        bool logs = member.Attributes.Contains("LoggerMessage", StringComparison.Ordinal);
        return isData || isGiven ? 0 : member.Parameters.Count - (logs ? 1 : 0);
    }

    private static IEnumerable<string> Above(string what, IEnumerable<int> values, int percent, int limit)
    {
        int[] sorted = [.. values.Order()];
        if (sorted.Length > 0 && Quantile(sorted, percent) > limit)
        {
            yield return $"the {what} has {Quantile(sorted, percent)} lines";
        }
    }

    private static SourceTree Lines(string path, int count) => SourceTree.Of((path, new string('\n', count)));

    private static SourceTree Function(int lines) => Body("void F() { /* { */ string s = $\"{{ {1} '\";", "}", lines);

    private static SourceTree Property(int lines) => Body("int P { get { char c = '{'; ", "} }", lines);

    private static SourceTree Arrow(int lines) => Body("int F(int a = 1) =>", "a switch { 1 => 2 };", lines);

    private static SourceTree Body(string first, string last, int lines) =>
        SourceTree.Of(("src/A.cs", $"class A\n{{\n[X]\n{first}{new string('\n', lines - 1)}{last}\n}}"));
}
