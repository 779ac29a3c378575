using System.Text.RegularExpressions;

namespace Swarm.UnitTests.Architecture.Rules;

/// <summary>Which room may know what. The arrows between projects are ReferenceTests' business.</summary>
internal static class BoundaryRules
{
    private static readonly string[] s_catchAll =
    [
        Loop, "src/Swarm.Agent/Execution/", "src/Swarm.Grpc/Server/",
        "src/Swarm.Cli/Program.cs",
    ];

    private const string Loop = "src/Swarm.Agent/AgentLoop.cs";

    private const string Queue =
        @"\bChannel\.Create\w+|\bnew\s+(BlockingCollection|ConcurrentQueue|ConcurrentBag|BufferBlock|Pipe)\b";

    public static IReadOnlyList<TidyRule> All { get; } =
    [
        Only("Swarm.Nats", @"(?<!namespace\s+)\bSwarm\.Nats\b", "the broker's client",
            "src/Swarm.Nats/", "src/Swarm.Agent/Pool/", "src/Swarm.Agent/Broker/"),
        Only("Swarm.Protocol", @"(?<!namespace\s+)\bSwarm\.Protocol\b", "the wire's types",
            "src/Swarm.Protocol/", "src/Swarm.Agent/Wire/", "src/Swarm.Agent/Peers/", "src/Swarm.Agent/Control/",
            "src/Swarm.Sdk/SwarmClient.cs", "src/Swarm.Sdk/Wire/"),
        Only("ECDsa", @"\b(ECDsa|ECDiffieHellman|RSA|DSA|Aes\w*|RandomNumberGenerator|CertificateRequest)\b",
            "keys and signatures", "src/Swarm.Agent/Identity/", "src/Swarm.Grpc/GrpcIdentity"),
        Only("X509Certificate2", @"\bX509\w+", "certificates",
            "src/Swarm.Agent/Identity/", "src/Swarm.Nats/", "src/Swarm.Grpc/"),
        Only("SHA256", @"\b(SHA\d\w*|HMAC\w*|MD5|IncrementalHash)\b", "hashing",
            "src/Swarm.Model/Digest", "src/Swarm.Nats/ObjectStore/", "src/Swarm.Agent/Identity/",
            "src/Swarm.Grpc/GrpcIdentity"),
        new("Everything is caught in three places and at the command line's top", tree => tree.Sources
            .Where(file => !s_catchAll.Any(place => file.Path.StartsWith(place, StringComparison.Ordinal)))
            .SelectMany(CatchAlls))
        {
            Bad = TidyRule.Samples(
                "src/A.cs",
                "try { } catch { }",
                "try { } catch (Exception e)\n{ }",
                "catch (System.Exception) { if (a) { throw; } }"),
            Good =
            [
                .. TidyRule.Samples(
                    "src/A.cs",
                    "catch (Exception e) when (e is B) { }",
                    "catch (IOException) { }",
                    "catch { F(); throw; }"),
                SourceTree.Of((Loop, "catch (Exception e) { }")),
            ],
        },
        new("Every queue has a bound and a row in ARCHITECTURE.md", Queues)
        {
            Bad =
            [
                SourceTree.Of(Page("a", "1"), ("src/Swarm.Agent/B.cs", "Channel.CreateBounded<int>(1)")),
                SourceTree.Of(Page("Agent/B.cs", "1"), ("src/Swarm.Agent/B.cs", "Channel.CreateUnbounded<int>()")),
                SourceTree.Of(Page("Agent/B.cs", " "), ("src/Swarm.Agent/B.cs", "new BlockingCollection<int>(1)")),
                SourceTree.Of(("src/Swarm.Agent/B.cs", "new ConcurrentQueue<int>()")),
                SourceTree.Of(Page("Agent/C.cs", "1"), (Loop, ""), ("src/Swarm.Cli/Program.cs", "run();")),
            ],
            Good = [SourceTree.Of(Page("Agent/B.cs", "1"), ("src/Swarm.Agent/B.cs", "Channel.CreateBounded<int>(1)"))],
        },
    ];

    /// <summary>A rule that a word is spoken only under some folders or in some files.</summary>
    private static TidyRule Only(string sample, string pattern, string what, params string[] places) =>
        new($"Only {string.Join(", ", places)} know {what}", tree => TidyRule.Matches(
            tree.Sources.Where(file => !places.Any(place => file.Path.StartsWith(place, StringComparison.Ordinal))),
            pattern,
            $"{what} belong to {string.Join(", ", places)}"))
        {
            Bad = TidyRule.Samples("src/Swarm.Agent/A.cs", $"using {sample};", $"var a = {sample}.Create();"),
            Good =
            [
                SourceTree.Of((places[0] + "A.cs", $"using {sample};")),
                SourceTree.Of(("src/A.cs", $"// {sample}\nvar a = \"{sample}\";")),
            ],
        };

    /// <summary>Handlers for everything; one that tidies up and throws on is none.</summary>
    private static IEnumerable<string> CatchAlls(SourceFile file) =>
        Regex.Matches(file.Code, @"\bcatch\s*(\(\s*(System\.)?Exception\b[^)]*\)\s*)?\{")
            .Where(match => !ThrowsOn(CSharpOutline.Block(file.Code, match.Index + match.Length - 1)))
            .Select(match => file.At(match.Index, "catch what you can name, or filter with when"));

    private static bool ThrowsOn(string block) => Regex.IsMatch(block, @"\bthrow\s*;\s*\}$");

    private static IEnumerable<string> Queues(SourceTree tree)
    {
        MarkdownRow[] rows = [.. MarkdownTable.In(tree.Find("ARCHITECTURE.md")?.Text ?? "", "File", "Bound")];
        foreach (SourceFile file in tree.Sources)
        {
            string place = $"`{file.Path.Replace("src/Swarm.", "", StringComparison.Ordinal)}`";
            bool isListed = rows.Any(row => row["File"].Contains(place) && row["Bound"].Any(char.IsLetterOrDigit));
            foreach (Match match in Regex.Matches(file.Code, Queue))
            {
                if (match.Value.Contains("Unbounded") || !isListed)
                {
                    string what = isListed ? "give it a bound" : $"ARCHITECTURE.md has no row with a bound for {place}";
                    yield return file.At(match.Index, what);
                }
            }
        }

        foreach (MarkdownRow row in rows.Where(_ => tree.IsComposed))
        {
            if (tree.Find($"src/Swarm.{row["File"].Trim('`')}") is null)
            {
                yield return $"ARCHITECTURE.md: {row["File"]} is not there any more";
            }
        }
    }

    private static (string Path, string Text) Page(string file, string bound) =>
        ("ARCHITECTURE.md", $"| Queue | File | Bound |\n| --- | --- | --- |\n| q | `{file}` | {bound} |\n");
}
