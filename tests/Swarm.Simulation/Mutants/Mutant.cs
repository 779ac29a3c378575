namespace Swarm.Simulation.Mutants;

/// <summary>A fault to put into the core, and how it is looked for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="What">What is wrong with it.</param>
/// <param name="Command">How it is looked for.</param>
/// <param name="Edits">
/// What is changed: a file of the core, a text that is there once, and what takes its place.
/// </param>
public sealed record Mutant(
    string Name, string What, string Command, IReadOnlyList<(string File, string From, string To)> Edits)
{
    /// <summary>Reads the list of mutants.</summary>
    /// <exception cref="FormatException">A line means nothing.</exception>
    public static IReadOnlyList<Mutant> Read(string text)
    {
        List<Mutant> mutants = [];
        foreach (string part in text.Split("\n== ").Skip(2))
        {
            mutants.Add(ReadOne(part));
        }

        return mutants;
    }

    private static Mutant ReadOne(string part)
    {
        string[] lines = part.Split('\n');
        string command = "";
        List<(string File, string From, string To)> edits = [];
        foreach (string line in lines.Skip(2).Where(line => line.Length > 0))
        {
            string rest = line.Length > 2 ? line[2..] : "";
            (string File, string From, string To) last = edits.Count > 0 ? edits[^1] : default;
            switch (line[0])
            {
                case 'b':
                    command = line[3..];
                    break;
                case 'i':
                    edits.Add((line[3..], "", ""));
                    break;
                case '-':
                    edits[^1] = last with { From = Append(last.From, rest) };
                    break;
                case '+':
                    edits[^1] = last with { To = Append(last.To, rest) };
                    break;
                default:
                    throw new FormatException($"'{line}' means nothing in mutant {lines[0]}");
            }
        }

        return new Mutant(lines[0], lines[1], command, edits);
    }

    private static string Append(string text, string line) => text.Length == 0 ? line : $"{text}\n{line}";
}
