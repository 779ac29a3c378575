using System.Text;

namespace Swarm.Agent.Execution;

/// <summary>
/// The folder name for an activity: its name where that is safe, else a readable likeness with eight digits of its
/// digest, so that two activities do not share one by accident.
/// </summary>
internal static class Slug
{
    private const int MaxLength = 64;
    private const int DigestDigits = 8;

    /// <summary>The folder name of this name.</summary>
    internal static string Of(string name)
    {
        StringBuilder safe = new();
        foreach (char c in name.AsSpan(0, Math.Min(name.Length, MaxLength)))
        {
            bool plain = char.IsAsciiLetterOrDigit(c) || c is '_' or '-' || (c == '.' && safe.Length > 0);
            safe.Append(plain ? c : '_');
        }

        string text = safe.ToString();
        return text == name ? text : $"{text}-{Digest.Of(Encoding.UTF8.GetBytes(name)).ToString()[..DigestDigits]}";
    }
}
