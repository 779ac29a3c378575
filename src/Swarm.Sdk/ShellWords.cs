using System.Text;

namespace Swarm.Sdk;

/// <summary>
/// Splits a command line into its words by the quoting rules of POSIX (Shell Command Language, 2.2), and quotes a word
/// back. Nothing is expanded: what only a shell could do is refused instead of being passed on as a plain character.
/// </summary>
public static class ShellWords
{
    private const string Operators = "|><&;()$`*?[\n";
    private const string SpecialAtStart = "#~";
    private const string EscapableInDouble = "$`\"\\\n";
    private const string NeedNoQuotes = "%+,-./:=@_";

    /// <summary>Splits a line.</summary>
    /// <param name="line">The command line; no shell sees it.</param>
    /// <exception cref="FormatException">
    /// It needs a shell, or a quote is not closed; the message says which.
    /// </exception>
    public static IReadOnlyList<string> Split(string line)
    {
        List<string> words = [];
        StringBuilder word = new();
        int at = 0;
        while (SkipBlanks(line, ref at))
        {
            RefuseAtStart(line, at, words.Count);
            word.Clear();
            while (at < line.Length && !IsBlank(line[at]))
            {
                TakePart(line, ref at, word);
            }

            words.Add(word.ToString());
        }

        return words;
    }

    /// <summary>Writes a word so that <see cref="Split"/>, and every POSIX shell, reads exactly that word.</summary>
    public static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || NeedNoQuotes.Contains(c)) && !IsAssignment(
            word)
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>Writes words as one line, each quoted if it must be.</summary>
    public static string Join(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    private static bool IsBlank(char c) => c is ' ' or '\t';

    private static bool SkipBlanks(string line, ref int at)
    {
        while (at < line.Length && IsBlank(line[at]))
        {
            at++;
        }

        return at < line.Length;
    }

    private static void TakePart(string line, ref int at, StringBuilder word)
    {
        char c = line[at++];
        switch (c)
        {
            case '\'':
                TakeSingleQuoted(line, ref at, word);
                break;
            case '"':
                TakeDoubleQuoted(line, ref at, word);
                break;
            case '\\':
                TakeEscaped(line, ref at, word);
                break;
            default:
                if (Operators.Contains(c))
                {
                    throw NeedsShell(c);
                }

                word.Append(c);
                break;
        }
    }

    private static void TakeEscaped(string line, ref int at, StringBuilder word)
    {
        if (at == line.Length)
        {
            throw new FormatException("the line ends with a backslash");
        }

        // A backslash and a newline together are nothing at all: the line goes on.
        char escaped = line[at++];
        if (escaped != '\n')
        {
            word.Append(escaped);
        }
    }

    private static void TakeSingleQuoted(string line, ref int at, StringBuilder word)
    {
        int end = line.IndexOf('\'', at);
        if (end < 0)
        {
            throw new FormatException("a single quote is not closed");
        }

        word.Append(line, at, end - at);
        at = end + 1;
    }

    private static void TakeDoubleQuoted(string line, ref int at, StringBuilder word)
    {
        while (at < line.Length)
        {
            char c = line[at++];
            if (c == '"')
            {
                return;
            }

            if (c is '$' or '`')
            {
                throw NeedsShell(c);
            }

            if (c == '\\' && at < line.Length && EscapableInDouble.Contains(line[at]))
            {
                TakeEscaped(line, ref at, word);
            }
            else
            {
                word.Append(c);
            }
        }

        throw new FormatException("a double quote is not closed");
    }

    private static void RefuseAtStart(string line, int at, int wordsBefore)
    {
        if (SpecialAtStart.Contains(line[at]))
        {
            throw NeedsShell(line[at]);
        }

        if (wordsBefore == 0 && IsAssignment(line[at..]))
        {
            throw new FormatException(
                "it begins with an assignment, which only a shell understands: use .Env(\"NAME\", \"value\")");
        }
    }

    private static bool IsAssignment(string text)
    {
        int name = 0;
        while (name < text.Length && (char.IsAsciiLetterOrDigit(text[name]) || text[name] == '_'))
        {
            name++;
        }

        return name > 0 && name < text.Length && text[name] == '=' && !char.IsAsciiDigit(text[0]);
    }

    private static FormatException NeedsShell(char c)
    {
        string shown = c == '\n' ? "\\n" : c.ToString();
        return new FormatException(
            $"'{shown}' is a matter for a shell: quote it, or pass the line whole with shell: \"/bin/bash\"");
    }
}
