using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Swarm.Cli.Ca;

/// <summary>
/// Takes a word out of this process's command line, which every user of the host can read while it runs. Between the
/// start and here it can be seen: standard input is the better way.
/// </summary>
internal static class HiddenArgument
{
    private const int ArgumentsFrom = 45;
    private const byte Blank = (byte)'x';

    /// <summary>Overwrites the word wherever it stands; where that is not possible, it stays.</summary>
    internal static void Erase(string word)
    {
        if (!OperatingSystem.IsLinux() || word.Length == 0)
        {
            return;
        }

        try
        {
            byte[] shown = File.ReadAllBytes("/proc/self/cmdline");
            byte[] sought = Encoding.UTF8.GetBytes(word);
            byte[] blanks = [.. Enumerable.Repeat(Blank, sought.Length)];
            long start = ArgumentsAt();
            using SafeFileHandle memory =
                File.OpenHandle("/proc/self/mem", FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            for (int at = shown.AsSpan().IndexOf(sought); at >= 0; at = shown.AsSpan().IndexOf(sought))
            {
                RandomAccess.Write(memory, blanks, start + at);
                blanks.CopyTo(shown, at);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException
            or NotSupportedException)
        {
            // A host that hides its processes' memory from themselves.
        }
    }

    // Field 48 of proc(5); the name before the fields may hold anything, so they are counted from its bracket.
    private static long ArgumentsAt()
    {
        string stat = File.ReadAllText("/proc/self/stat");
        return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[ArgumentsFrom], CultureInfo.InvariantCulture);
    }
}
