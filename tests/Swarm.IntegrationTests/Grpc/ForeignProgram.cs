using System.Diagnostics;
using Xunit;

namespace Swarm.IntegrationTests.Grpc;

/// <summary>A script in another language beside these tests, run with what it needs.</summary>
internal static class ForeignProgram
{
    private static readonly string Scripts = Path.Combine(AppContext.BaseDirectory, "Grpc");

    // Debian's interpreter by its full path: another python3 may come first on PATH without Debian's modules.
    private const string Python = "/usr/bin/python3";

    /// <summary>Why a language cannot be used here; null if it can.</summary>
    internal static string? Missing(string language) => language switch
    {
        "py" when !Directory.Exists("/usr/lib/python3/dist-packages/grpc_tools") =>
            "Install python3-grpcio and python3-grpc-tools.",
        "js" when !Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(f => File.Exists($"{f}/npm")) =>
            "Install node and npm.",
        _ => null,
    };

    /// <summary>Starts <c>client</c> or <c>server</c> of a language, with its input and output redirected.</summary>
    internal static async Task<Process> StartAsync(string language, string role, params string[] arguments)
    {
        ProcessStartInfo start = language == "py"
            ? new ProcessStartInfo(Python, [Path.Combine(Scripts, "py", $"{role}.py"), .. arguments])
            : new ProcessStartInfo("node", [Path.Combine(Scripts, "js", $"{role}.js"), .. arguments]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["ECHO_PROTO"] = Path.Combine(Scripts, "echo.proto");
        if (language == "js")
        {
            start.Environment["NODE_PATH"] = await NodeModules.Folder;
        }

        return Process.Start(start)!;
    }

    private static async Task<string> InstallAsync()
    {
        // Under the build's output, so that it is installed once and cleaned with everything else.
        string folder = Path.Combine(FindRoot(), "artifacts", "grpc-js");
        string modules = Path.Combine(folder, "node_modules");
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(Scripts, "js", "package.json"), Path.Combine(folder, "package.json"), overwrite: true);
        string[] arguments = ["install", "--no-audit", "--no-fund", "--prefer-offline", "--prefix", folder];
        using Process npm = Process.Start(new ProcessStartInfo("npm", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        })!;
        Task<string> output = npm.StandardOutput.ReadToEndAsync(Patience.Minutes);
        string errors = await npm.StandardError.ReadToEndAsync(Patience.Minutes);
        await npm.WaitForExitAsync(Patience.Minutes);
        Assert.True(npm.ExitCode == 0, $"npm install failed: {await output}{errors}");
        return modules;
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Swarm.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Run the tests from inside the repository.");
    }

    /// <summary>The stock packages, installed when a test first asks for them.</summary>
    private static class NodeModules
    {
        internal static readonly Task<string> Folder = InstallAsync();
    }
}
