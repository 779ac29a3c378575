using System.Text.RegularExpressions;

namespace Swarm.UnitTests.Architecture.Rules;

/// <summary>Every started task is awaited by somebody, and every wait is for an event.</summary>
internal static class TaskRules
{
    /// <summary>Where work is put on another thread, and who waits for its end.</summary>
    private static readonly Dictionary<string, string> s_mayStart = new()
    {
        ["src/Swarm.Agent/AgentLoop.cs"] = "the one deciding thread; the host awaits it",
        ["src/Swarm.Agent/Execution/ChildWatcher.cs"] = "waits in epoll for programs; Dispose ends and joins it",
    };

    public static IReadOnlyList<TidyRule> All { get; } =
    [
        new("No async void", tree => TidyRule.Matches(Ours(tree), @"\basync\s+void\b", "return a task"))
        {
            Bad = TidyRule.Samples("src/A.cs", "class A { async void F() { } }"),
        },
        new("No task is thrown away", tree => TidyRule.Matches(
            Ours(tree),
            @"(?<![\w.])_\s*=(?![=>])(?!\s*\(*await\b)[^;=]*?\b(\w+Async\s*(<[^;()]*>)?\s*\(|Task\.Run)",
            "await it"))
        {
            Bad = TidyRule.Samples("src/A.cs", "_ = a.FAsync(b);", "_ = FAsync<int>();", "_ = Task.Run(F);"),
            Good = TidyRule.Samples(
                "src/A.cs", "_ = await FAsync();", "_ = a;\nawait FAsync();", "f(_ => GAsync());", "_a = FAsync();"),
        },
        new("Nothing is started that nobody owns", tree => TidyRule.Matches(
            tree.Sources.Where(file => !s_mayStart.ContainsKey(file.Path)),
            @"(?<!\b(await|return)\s+)\b(Task\.Run|Task\.Factory|ThreadPool\.\w*Queue\w*|new\s+Thread)\s*[<(.]",
            "let the caller await it, or name the owner in TaskRules.cs"))
        {
            Bad = TidyRule.Samples(
                "src/A.cs", "var t = Task.Run(() => 1);", "new Thread(F).Start();", "Task.Factory.StartNew(F);"),
            Good =
            [
                .. TidyRule.Samples("src/Swarm.Agent/AgentLoop.cs", "Task.Run(F);"),
                .. TidyRule.Samples("src/A.cs", "Task.RunAll();", "await Task.Run(F);", "return Task.Run(F);"),
            ],
        },
        new("Libraries leave the caller's context, nobody else thinks about it", tree => TidyRule.Matches(
            tree.Sources.Where(file => !new[] { "Nats", "Grpc", "Sdk" }.Any(name => file.IsUnder($"src/Swarm.{name}"))),
            @"\.ConfigureAwait\s*\(\s*(false|true)",
            "only Nats, Grpc and Sdk say ConfigureAwait"))
        {
            Bad = TidyRule.Samples("src/Swarm.Agent/A.cs", "await a.ConfigureAwait(false);"),
            Good =
            [
                .. TidyRule.Samples("src/Swarm.Nats/A.cs", "await a.ConfigureAwait(false);"),
                .. TidyRule.Samples("src/A.cs", "await a.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);"),
            ],
        },
        // A benchmark measures an agent at rest over real time; it is no test and asserts nothing.
        new("A test never sleeps", tree => tree.CSharp("tests")
            .Where(file => !file.Path.StartsWith("tests/Swarm.Benchmarks/", StringComparison.Ordinal))
            .SelectMany(Sleeps))
        {
            Bad = TidyRule.Samples(
                "tests/A.cs",
                "Thread.Sleep(1);",
                "await Task.Delay(1);",
                "await Task.Delay(TimeSpan.FromSeconds(f(1, 2)), ct);",
                "await Task.Delay(span, TimeProvider.System, ct);"),
            Good = TidyRule.Samples(
                "tests/A.cs",
                "await Task.Delay(span, clock, ct);",
                "await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);",
                "// Thread.Sleep(1)",
                "s = \"Thread.Sleep(1)\";"),
        },
        new("A test is skipped for a reason found while running, never for good", tree => TidyRule.Matches(
            tree.CSharp("tests"), @"\bSkip\s*=\s*""", "delete the test or make it pass"))
        {
            Bad = TidyRule.Samples("tests/A.cs", "[Fact(Skip = \"later\")]"),
            Good = TidyRule.Samples("tests/A.cs", "Skip = reason;"),
        },
    ];

    private static IEnumerable<SourceFile> Ours(SourceTree tree) => tree.CSharp("src", "tests", "campaigns");

    private static IEnumerable<string> Sleeps(SourceFile file) =>
        Regex.Matches(file.Code, @"\bThread\.Sleep\b|\bTask\.Delay\s*(?<list>\((?>[^()]+|(?<o>\()|(?<-o>\)))*\))")
            .Where(match => !IsEvent(match.Groups["list"].Value))
            .Select(match => file.At(match.Index, "wait for an event, or move a ManualTimeProvider"));

    /// <summary>Whether a delay ends by cancellation alone, or when a test moves its clock.</summary>
    private static bool IsEvent(string arguments) => Regex.IsMatch(arguments, @"^\(\s*Timeout\.Infinite")
        || (Regex.IsMatch(arguments, @"\b\w*([Cc]lock|[Tt]ime|[Pp]rovider)\s*,")
            && !arguments.Contains("TimeProvider.System"));
}
