namespace Swarm.Model;

/// <summary>Makes a text from outside safe to print: control characters are shown, long texts are cut.</summary>
public static class Printable
{
    /// <summary>
    /// The text on one line, at most <paramref name="maxLength"/> characters, control characters escaped.
    /// </summary>
    public static string Of(string? text, int maxLength = 120)
    {
        if (text is null)
        {
            return "";
        }

        string head = text.Length > maxLength ? string.Concat(text.AsSpan(0, maxLength), "…") : text;
        return head.Any(char.IsControl)
            ? string.Concat(head.Select(c => char.IsControl(c) ? $"\\x{(int)c:x2}" : c.ToString()))
            : head;
    }
}
