using System.Text.RegularExpressions;

namespace Swarm.UnitTests.Architecture.Rules;

/// <summary>What a type is called, where it lives, what it says about itself and who uses it.</summary>
internal static class TypeRules
{
    private const string Suffixes = "Manager|Helpers?|Utils?|Utility|Utilities|Handler|Processor|Info|Data|Base";

    /// <summary>Base classes of the platform whose last word their heirs keep.</summary>
    private static readonly string[] s_platform =
        ["HttpMessageHandler", "DelegatingHandler", "AuthenticationHandler", "SafeHandle", "EventSource"];

    /// <summary>Projects whose public types are used by people outside this repository.</summary>
    private static readonly string[] s_forOthers =
        ["src/Swarm.Sdk", "src/Swarm.Grpc", "src/Swarm.Nats", "src/Swarm.Plugins"];

    private static readonly string[] s_generators =
        ["[LoggerMessage", "[GeneratedRegex", "[JsonSerializable", "[OptionsValidator", "[LibraryImport"];

    public static IReadOnlyList<TidyRule> All { get; } =
    [
        new("A file is its type, and has one public type", tree => tree.Sources.SelectMany(Misplaced))
        {
            Bad = TidyRule.Samples("src/X/A.cs", "class B;", "public class A; public class B;", "enum B { A }"),
            Good = TidyRule.Samples(
                "src/X/A.cs", "class A<T>; class A;", "record A { record B; }", "class A; file class B;", "f();"),
        },
        new("A type that others see has a summary", tree => tree.Sources.SelectMany(Undocumented))
        {
            Bad = TidyRule.Samples(
                "src/A.cs", "class A;", "/// <summary>A.</summary>\n\nclass A;", "// <summary>\n[X]\nclass A;"),
            Good = TidyRule.Samples(
                "src/A.cs", "/// <summary>A.</summary>\n[X]\n[Y(\"z\")]\nclass A;", "file class A;"),
        },
        new("A class is sealed, static or abstract, unless another one inherits it", Unsealed)
        {
            Bad = TidyRule.Samples(
                "src/A.cs", "public class A { }", "record A(int B);", "class A<T>(int b) : C where T : class;"),
            Good = TidyRule.Samples(
                "src/A.cs",
                "static class A;",
                "record struct A;",
                "class A; sealed class B(int c) : A(c), IC;",
                "abstract record A;"),
        },
        new("A type is partial only where a generator completes it", tree => tree.Sources.SelectMany(
            file => file.Types.Where(type => type.Is("partial") && !s_generators.Any(file.Code.Contains))
                .Select(type => file.At(type.Start, $"{type.Name} is partial"))))
        {
            Bad = TidyRule.Samples("src/A.cs", "sealed partial class A;", "class B { partial struct A; }"),
            Good = TidyRule.Samples(
                "src/A.cs", "static partial class A { [LoggerMessage(1)] static partial void B(); }"),
        },
        new("A name says what a thing is, not that it is a thing", tree => tree.Sources.SelectMany(Misnamed))
        {
            Bad = TidyRule.Samples(
                "src/Swarm.Agent/A.cs",
                "class PeerManager;",
                "class A { struct BidData; }",
                "class PoolService;",
                "class AHandler : B;"),
            Good =
            [
                .. TidyRule.Samples(
                    "src/Swarm.Agent/Control/A.cs", "class AService;", "class AHandler : DelegatingHandler;"),
                .. TidyRule.Samples("src/Swarm.Nats/A.cs", "record ServerInfo;"),
                .. TidyRule.Samples("src/Swarm.Grpc/A.cs", "class Metadata;", "class Database;"),
            ],
        },
        new("A type has a use outside its own file and its tests", Unused)
        {
            Bad =
            [
                Composed(("src/Swarm.Core/A.cs", "class A { A a; }"), ("tests/B.cs", "class B { A a; }")),
            ],
            Good =
            [
                Composed(
                    ("src/Swarm.Core/A.cs", "class A;"),
                    ("src/B.cs", "file class B { string s = $\"{new A()}\"; }")),
                Composed(
                    ("src/Swarm.Core/A.cs", "static class A { void F(this B b) { } }"),
                    ("src/C.cs", "b.F();")),
                Composed(("src/Swarm.Sdk/A.cs", "public class A;")),
            ],
        },
    ];

    private static SourceTree Composed(params (string Path, string Text)[] files) =>
        SourceTree.Of([("src/Swarm.Agent/AgentLoop.cs", ""), ("src/Swarm.Cli/Program.cs", "run();"), .. files]);

    private static IEnumerable<Member> Outer(SourceFile file) =>
        file.Types.Where(type => type.Depth == 0 && !type.Is("file"));

    private static IEnumerable<string> Misplaced(SourceFile file)
    {
        string[] names = [.. Outer(file).Select(type => type.Name).Distinct()];
        if (names.Length > 0 && !names.Contains(file.Name))
        {
            yield return $"{file.Path}: holds {string.Join(", ", names)} and no {file.Name}";
        }

        string[] others =
            [.. Outer(file).Where(type => type.Is("public") && type.Name != file.Name).Select(type => type.Name)];
        if (others.Length > 0)
        {
            yield return $"{file.Path}: {string.Join(", ", others)} need a file of their own";
        }
    }

    private static IEnumerable<string> Undocumented(SourceFile file) =>
        Outer(file).Where(type => !DocumentationAbove(file, type).Contains("<summary>", StringComparison.Ordinal))
            .Select(type => file.At(type.Start, $"{type.Name} has no summary"));

    private static string DocumentationAbove(SourceFile file, Member type) => string.Join('\n', file.Lines
        .Take(file.LineOf(type.Declared) - 1).Reverse()
        .TakeWhile(line => line.TrimStart().StartsWith("///", StringComparison.Ordinal)));

    private static IEnumerable<string> Unsealed(SourceTree tree)
    {
        HashSet<string> inherited = [.. tree.Sources.SelectMany(file => file.Types)
            .SelectMany(type => type.Bases.Take(1))
            .Select(name => name.Split('.')[^1])];
        return tree.Sources.SelectMany(file => file.Types
            .Where(type => (type.Is("class") || type.Is("record")) && !type.Is("struct"))
            .Where(type => !type.Is("sealed") && !type.Is("static") && !type.Is("abstract")
                && !inherited.Contains(type.Name))
            .Select(type => file.At(type.Start, $"{type.Name} is open and nobody inherits it")));
    }

    private static IEnumerable<string> Misnamed(SourceFile file)
    {
        bool answersTheWire = file.IsUnder("src/Swarm.Agent/Control") || file.IsUnder("src/Swarm.Agent/Peers");
        Regex suffix = new($"({Suffixes}{(answersTheWire ? "" : "|Service")})$");
        return file.Types
            .Where(type => !file.IsUnder("src/Swarm.Nats") && suffix.IsMatch(type.Name))
            .Where(type => !type.Bases.Any(name => s_platform.Contains(name)))
            .Select(type => file.At(type.Start, $"{type.Name} ends in {suffix.Match(type.Name).Value}"));
    }

    private static IEnumerable<string> Unused(SourceTree tree)
    {
        if (!tree.IsComposed)
        {
            return [];
        }

        Dictionary<string, int> files = tree.Sources
            .SelectMany(file => Regex.Matches(file.Code, @"\b[A-Za-z_]\w*").Select(word => word.Value).Distinct())
            .CountBy(word => word).ToDictionary();
        return tree.Sources.SelectMany(file => Outer(file)
            .Where(type => !(type.Is("public") && s_forOthers.Any(file.IsUnder)))
            .Where(type => !Names(file, type).Any(name => files.GetValueOrDefault(name) > 1))
            .Select(type => file.At(type.Start, $"{type.Name} is used nowhere else")));
    }

    /// <summary>The words that can mean a type: extension methods are called without naming theirs.</summary>
    private static IEnumerable<string> Names(SourceFile file, Member type) =>
    [
        type.Name,
        Regex.Replace(type.Name, "Attribute$", ""),
        .. type.Is("static")
            ? file.Members.Where(member => member.Kind == MemberKind.Function && !member.Is("private"))
                .Select(member => member.Name)
            : [],
    ];
}
