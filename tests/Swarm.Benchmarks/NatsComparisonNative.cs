using System.Diagnostics;
using System.Globalization;

namespace Swarm.Benchmarks;

/// <summary>The C client's side: compiled here and now, run as a process.</summary>
internal sealed class NatsComparisonNative : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-natsbench-").FullName;

    private string Program => Path.Combine(_folder, "natsbench");

    /// <summary>Compiles the program with the system's compiler and libnats.</summary>
    /// <exception cref="InvalidOperationException">It does not compile; the message says what to install.</exception>
    internal async Task CompileAsync(CancellationToken ct)
    {
        string source = Path.Combine(SourceFolder(), "native", "natsbench.c");
        (int exit, string _, string error) = await StartAsync("gcc", ["-O2", "-o", Program, source, "-lnats"], ct);
        if (exit != 0)
        {
            throw new InvalidOperationException($"gcc failed; apt-get install gcc libnats-dev: {error}");
        }
    }

    /// <summary>Runs it once.</summary>
    internal async Task<NatsComparisonLeg> RunAsync(string[] arguments, CancellationToken ct)
    {
        (int exit, string line, string error) = await StartAsync(Program, arguments, ct);
        if (exit != 0)
        {
            throw new InvalidOperationException($"natsbench failed: {error}");
        }

        double[] numbers = Array.ConvertAll(
            line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
            number => double.Parse(number, CultureInfo.InvariantCulture));
        return numbers[2] == 0
            ? new NatsComparisonLeg(numbers[0], numbers[1])
            : throw new InvalidOperationException($"{numbers[2]} publishes of the C client were refused");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<(int Exit, string Output, string Error)> StartAsync(
        string program, string[] arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(ct);
        Task<string> error = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>The folder of this project, found from where its output lies.</summary>
    private static string SourceFolder()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "tests", "Swarm.Benchmarks");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new InvalidOperationException("run the benchmarks from a clone: natsbench.c is compiled there");
    }
}
