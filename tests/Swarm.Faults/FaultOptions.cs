namespace Swarm.Faults;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Seeds">How many seeds each test is run with, counted from <paramref name="From"/>.</param>
/// <param name="From">The first seed.</param>
/// <param name="Only">The one test to run; null for all.</param>
/// <param name="Json">Where the table goes as JSON; null for nowhere.</param>
/// <param name="Again">Whether what is recorded as done is done again.</param>
internal sealed record FaultOptions(int Seeds, int From, string? Only, string? Json, bool Again)
{
    internal const string Usage =
        "usage: bench.sh faults [--seeds N] [--from SEED] [--only NAME|NUMBER] [--again] [--json FILE]";

    /// <summary>Reads the command line; null when it says something else.</summary>
    internal static FaultOptions? Read(IReadOnlyList<string> words)
    {
        FaultOptions options = new(1, 1, null, null, false);
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
                ("--only", { } name) => options with { Only = name },
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
