using System.Globalization;
using System.Numerics;

namespace Microscopy;

/// <summary>The options of one verb: <c>--name value</c>, or several values after one name.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, List<string>> _values = [];

    private Arguments()
    {
    }

    /// <summary>Reads the words after the verb; a name that the verb does not know is refused.</summary>
    public static Arguments Parse(string[] words, string[] known)
    {
        var arguments = new Arguments();
        List<string>? values = null;
        foreach (string word in words)
        {
            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                bool isNew = known.Contains(word) && !arguments._values.ContainsKey(word);
                values = isNew ? [] : throw new UsageException($"{word} is unknown here, or given twice");
                arguments._values[word] = values;
            }
            else
            {
                (values ?? throw new UsageException($"'{word}' stands before any option")).Add(word);
            }
        }

        return arguments;
    }

    /// <summary>All values of an option that must be given.</summary>
    public IReadOnlyList<string> All(string name) =>
        _values.TryGetValue(name, out List<string>? values) && values.Count > 0
            ? values
            : throw new UsageException($"{name} needs a value");

    /// <summary>The single value of an option that must be given.</summary>
    public string Text(string name) =>
        All(name) is [string value] ? value : throw new UsageException($"{name} takes one value");

    /// <summary>The single value of an option, or what stands for it.</summary>
    public string Text(string name, string otherwise) => _values.ContainsKey(name) ? Text(name) : otherwise;

    /// <summary>A number within limits.</summary>
    public T Number<T>(string name, T otherwise, (T Least, T Most) limits)
        where T : INumber<T>
    {
        string text = Text(name, $"{otherwise}");
        return T.TryParse(text, CultureInfo.InvariantCulture, out T? value)
            && value >= limits.Least && value <= limits.Most
            ? value
            : throw new UsageException($"{name} takes a number from {limits.Least} to {limits.Most}, not '{text}'");
    }
}
