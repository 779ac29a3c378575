namespace Swarm.Model;

/// <summary>What a name may look like, in one place.</summary>
internal static class Names
{
    /// <summary>The most characters an activity's name may have.</summary>
    internal const int MaxActivityName = 128;

    /// <summary>
    /// Whether a text is a lower-case word that is safe as a file name, a subject token and a URI scheme.
    /// </summary>
    internal static bool IsToken(string? text, int maxLength)
    {
        if (string.IsNullOrEmpty(text) || text.Length > maxLength || text[0] is '-' or '_')
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('-' or '_'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Says what is wrong with the name of an activity or a campaign; null when nothing is.</summary>
    internal static string? ProblemOf(string name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return "is empty";
        }

        if (name.Length > MaxActivityName)
        {
            return $"has {name.Length} characters; {MaxActivityName} are allowed";
        }

        if (name.Any(char.IsControl))
        {
            return "contains a control character";
        }

        return name.Contains('/') || name.Contains('\\') || name is "." or ".."
            ? "looks like a path; a name has no '/' or '\\'"
            : null;
    }
}
