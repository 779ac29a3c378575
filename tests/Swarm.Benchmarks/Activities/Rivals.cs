using System.Diagnostics;
using System.Globalization;

namespace Swarm.Benchmarks.Activities;

/// <summary>The same work done by others, as Debian ships them.</summary>
internal static class Rivals
{
    /// <summary>GNU parallel, two at a time.</summary>
    internal static Task<Leg> ParallelAsync(int count, CancellationToken ct) =>
        ScriptAsync(count, $"seq {count} | parallel -j2 /bin/true {{}}", ct);

    /// <summary>Snakemake with two cores: one rule, so many jobs, each touches its output.</summary>
    internal static async Task<Leg> SnakemakeAsync(int count, CancellationToken ct)
    {
        string folder = Directory.CreateTempSubdirectory("swb-snake-").FullName;
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(folder, "Snakefile"),
                $$"""
                rule all:
                    input: expand("o/{i}", i=range({{count}}))
                rule one:
                    output: touch("o/{i}")
                    shell: "/bin/true"

                """,
                ct);
            return await ScriptAsync(count, $"cd {folder} && snakemake --quiet -j2 >log 2>&1", ct);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Leg> ScriptAsync(int count, string line, CancellationToken ct)
    {
        ProcessStartInfo start = new("/bin/bash", ["-c", line + " || exit; times"]) { RedirectStandardOutput = true };
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        string text = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return process.ExitCode == 0
            ? new Leg(count, seconds, Cpu(text.Trim().Split('\n')[^1]))
            : throw new InvalidOperationException($"'{line}' ended with code {process.ExitCode}");
    }

    // The last line of times is for the children: 0m1.234s 0m0.567s
    private static double Cpu(string times) => times.Split(' ').Sum(part =>
    {
        string[] words = part.TrimEnd('s').Split('m');
        return (double.Parse(words[0], CultureInfo.InvariantCulture) * 60) + double.Parse(words[1],
            CultureInfo.InvariantCulture);
    });
}
