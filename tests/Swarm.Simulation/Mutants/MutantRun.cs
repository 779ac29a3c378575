using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Swarm.Simulation.Mutants;

/// <summary>One mutant: copied, changed, built, and looked for.</summary>
/// <param name="root">The folder of the repository.</param>
/// <param name="mutant">The mutant.</param>
/// <param name="limit">How long it is looked for at most.</param>
internal sealed class MutantRun(string root, Mutant mutant, TimeSpan limit)
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <LangVersion>latest</LangVersion>
            <AssemblyName>Swarm.Core</AssemblyName>
            <RunAnalyzers>false</RunAnalyzers>
            <NuGetAudit>false</NuGetAudit>
            <TreatWarningsAsErrors>false</TreatWarningsAsErrors>
          </PropertyGroup>
          <ItemGroup>
            <InternalsVisibleTo Include="Swarm.Simulation" />
            <Reference Include="Swarm.Model" HintPath="MODEL" />
            <Using Include="Swarm.Model" />
          </ItemGroup>
        </Project>
        """;

    private readonly string _folder = Path.Combine(root, "artifacts", "mutants", mutant.Name);

    /// <summary>Whether a checker found it.</summary>
    internal bool IsFound { get; private set; }

    /// <summary>Builds it and looks for it.</summary>
    /// <returns>What came of it, as a line of a table.</returns>
    internal async Task<string> FindAsync()
    {
        Make();
        (_, string built) = await StartAsync("build -nologo -v quiet -c Release -o ../bin", Source);
        if (!File.Exists(Path.Combine(_folder, "bin", "Swarm.Core.dll")))
        {
            return $"| {mutant.Name} | {mutant.Command} | it does not build | - | {Escape(built)} |";
        }

        string program = Path.Combine(_folder, "run");
        Copy(AppContext.BaseDirectory, program, "*");
        File.Copy(Path.Combine(_folder, "bin", "Swarm.Core.dll"), Path.Combine(program, "Swarm.Core.dll"), true);
        Stopwatch watch = Stopwatch.StartNew();
        (int code, string output) =
            await StartAsync($"exec {Path.Combine(program, "Swarm.Simulation.dll")} {Words()}", _folder);
        IsFound = code == 1;
        string what = IsFound ? FirstFinding(output) : code == 0 ? "nothing" : output;
        string by = IsFound ? FoundBy(output) : "not found";
        return $"| {mutant.Name} | {mutant.Command} | {by} | {watch.Elapsed.TotalSeconds:F0} s | {Escape(what)} |";
    }

    private string Source => Path.Combine(_folder, "src");

    private void Make()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        Copy(Path.Combine(root, "src", "Swarm.Core"), Source, "*.cs");
        string model = Path.Combine(AppContext.BaseDirectory, "Swarm.Model.dll");
        File.WriteAllText(Path.Combine(Source, "Mutant.csproj"), Project.Replace("MODEL", model));
        foreach (string outer in (string[])["Build.props", "Build.targets", "Packages.props"])
        {
            File.WriteAllText(Path.Combine(Source, $"Directory.{outer}"), "<Project />");
        }

        foreach ((string file, string from, string to) in mutant.Edits)
        {
            string path = Path.Combine(Source, file);
            string text = File.ReadAllText(path);
            Swarm.Model.Invariant.That(
                text.Split(from).Length == 2, $"mutant {mutant.Name}: {file} has its text once: {from}");
            File.WriteAllText(path, text.Replace(from, to));
        }
    }

    private string Words()
    {
        string[] words = mutant.Command.Split(' ');
        return words[0] switch
        {
            "schedules" => $"--first --count {words[1]}",
            "small" => $"--small --first --count {words[1]}",
            _ => mutant.Command,
        };
    }

    private static string FoundBy(string output)
    {
        Match seed = Regex.Match(output, @"^seed (\d+):", RegexOptions.Multiline);
        Match states = Regex.Match(output, @"(\w[\w ]*?), [^:\n]*: ([\d,]+) states[^\n]*\n  ");
        return seed.Success ? $"seed {seed.Groups[1]}"
            : states.Success ? $"{states.Groups[2]} states, {states.Groups[1]}" : "a crash";
    }

    private static string FirstFinding(string output)
    {
        string[] lines = output.Split('\n');
        string? seed = lines.FirstOrDefault(line => line.StartsWith("seed ", StringComparison.Ordinal));
        string[] story = [.. lines.SkipWhile(line => !line.StartsWith("  ", StringComparison.Ordinal))
            .TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))];
        string found = seed is not null ? seed[(seed.IndexOf(':') + 1)..] : story.Length > 0 ? story[^1] : output;
        return found.Split(" (replay")[0].Trim();
    }

    private static string Escape(string text)
    {
        string line = text.Replace('\n', ' ').Replace('|', '/').Trim();
        return line.Length > 160 ? line[..160] : line;
    }

    private async Task<(int Code, string Output)> StartAsync(string words, string folder)
    {
        ProcessStartInfo start = new("dotnet", words)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        using CancellationTokenSource patience = new(limit);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        string said = await output + await errors;
        await process.WaitForExitAsync();
        return (process.ExitCode, said);
    }

    private static void Copy(string from, string to, string pattern)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from, pattern, SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
