namespace Swarm.Faults;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Seeds">How many seeds each test is run with, counted from <paramref name="From"/>.</param>
/// <param name="From">The first seed.</param>
/// <param name="Only">The names or numbers of the tests to run; empty for all.</param>
/// <param name="Json">Where the table goes as JSON; null for nowhere.</param>
/// <param name="Again">Whether what is recorded as done is done again.</param>
/// <param name="Within">After how long no further run is begun; the rest is for another time.</param>
internal sealed record FaultOptions(
    int Seeds, int From, IReadOnlyList<string> Only, string? Json, bool Again, TimeSpan Within)
{
    internal const string Usage =
        "usage: bench.sh faults [--seeds N] [--from SEED] [--only NAME,...] [--within SECONDS] [--again] [--json FILE]";

    /// <summary>Whether a test was asked for.</summary>
    internal bool Wants(IFaultTest test) =>
        Only.Count == 0 || Only.Contains(test.Name) || Only.Contains($"{test.Number}");

    /// <summary>Reads the command line; null when it says something else.</summary>
    internal static FaultOptions? Read(IReadOnlyList<string> words)
    {
        FaultOptions options = new(1, 1, [], null, false, TimeSpan.MaxValue);
        for (int i = 0; i < words.Count; i++)
        {
            string? value = i + 1 < words.Count ? words[i + 1] : null;
            FaultOptions? next = (words[i], value) switch
            {
                ("--again", _) => options with { Again = true },
                ("--seeds", { } text) when int.TryParse(text, out int seeds) && seeds > 0
                    => options with { Seeds = seeds },
                ("--from", { } text) when int.TryParse(text, out int from) && from > 0
                    => options with { From = from },
                ("--only", { } names) => options with { Only = names.Split(',') },
                ("--within", { } text) when int.TryParse(text, out int seconds) && seconds > 0
                    => options with { Within = TimeSpan.FromSeconds(seconds) },
                ("--json", { } file) => options with { Json = file },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            options = next;
            i += words[i] == "--again" ? 0 : 1;
        }

        return options;
    }
}
