using System.Security.Cryptography;
using System.Text.Json;

namespace Swarm.Faults;

/// <summary>
/// What is done already, one line of JSON a run, in a file that only grows. Lines of another build are kept and do not
/// count: the daemons they speak of are gone.
/// </summary>
internal sealed class Journal
{
    private readonly string _file;
    private readonly List<Verdict> _verdicts = [];

    internal Journal(string file)
    {
        _file = file;
        Build = BuildOf(SwarmBinary.Repository);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (File.Exists(file))
        {
            _verdicts.AddRange(File.ReadLines(file).Select(line => JsonSerializer.Deserialize<Verdict>(line)!));
        }
    }

    /// <summary>A mark of the daemons that are tried: a digest over what they are built from.</summary>
    internal string Build { get; }

    /// <summary>What was found about this build; of each test and seed the latest.</summary>
    internal IReadOnlyList<Verdict> Verdicts =>
    [
        .. _verdicts.Where(verdict => verdict.Build == Build)
            .GroupBy(verdict => (verdict.Test, verdict.Seed))
            .Select(same => same.Last()),
    ];

    /// <summary>Whether a test has held with a seed; what did not hold is tried again.</summary>
    internal bool HasHeld(string test, int seed) =>
        Verdicts.Any(verdict => verdict.Held && verdict.Test == test && verdict.Seed == seed);

    /// <summary>Keeps a verdict, on the disk before this returns.</summary>
    internal void Keep(Verdict verdict)
    {
        _verdicts.Add(verdict);
        using FileStream file = new(_file, FileMode.Append);
        file.Write(JsonSerializer.SerializeToUtf8Bytes(verdict));
        file.WriteByte((byte)'\n');
        file.Flush(flushToDisk: true);
    }

    private static string BuildOf(string repository)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in new[] { "src", "proto" }
            .SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(repository, folder), "*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".csproj" or ".proto")
            .Order(StringComparer.Ordinal))
        {
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}
