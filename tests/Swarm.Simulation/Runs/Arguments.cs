namespace Swarm.Simulation.Runs;

/// <summary>What was asked for on the command line; a word that means nothing is an error.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = [];

    private Arguments()
    {
    }

    /// <summary>Reads the words after the command.</summary>
    /// <param name="words">The words.</param>
    /// <param name="flags">Options without a value.</param>
    /// <param name="options">Options with one.</param>
    /// <exception cref="ArgumentException">A word is none of these.</exception>
    internal static Arguments Parse(IReadOnlyList<string> words, string[] flags, string[] options)
    {
        Arguments arguments = new();
        for (int i = 0; i < words.Count; i++)
        {
            bool isOption = options.Contains(words[i]);
            if (!isOption && !flags.Contains(words[i]))
            {
                throw new ArgumentException(
                    $"'{words[i]}' means nothing here; there are {string.Join(' ', [.. options, .. flags])}");
            }

            if (isOption && i + 1 == words.Count)
            {
                throw new ArgumentException($"{words[i]} needs a value");
            }

            arguments._values[words[i]] = isOption ? words[++i] : "";
        }

        return arguments;
    }

    internal bool Has(string name) => _values.ContainsKey(name);

    internal string Text(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);

    internal long Number(string name, long otherwise) =>
        !_values.TryGetValue(name, out string? text) ? otherwise
            : long.TryParse(text, out long number) ? number
            : throw new ArgumentException($"{name} needs a number, not '{text}'");

    /// <summary>Numbers with commas between them; null when they were not given.</summary>
    internal IReadOnlyList<int>? Numbers(string name) =>
        !_values.TryGetValue(name, out string? text) ? null
            : [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
}
