using Xunit;

namespace Swarm.Tests;

/// <summary>The campaign program of these tests, built once; its arguments give the campaign its shape.</summary>
public sealed class TestPrograms : IAsyncLifetime
{
    private static readonly TimeSpan s_buildLimit = TimeSpan.FromMinutes(4);

    // A build server would outlive the build and hold its output open.
    internal static readonly KeyValuePair<string, string?>[] NoServers =
    [
        new("MSBUILDDISABLENODEREUSE", "1"), new("UseSharedCompilation", "false"),
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-shape-").FullName;

    internal IReadOnlyList<string> Shape => ["dotnet", "exec", Path.Combine(_folder, "shape.dll")];

    public async Task InitializeAsync()
    {
        string source = Path.Combine(
            SwarmBinary.Repository, "tests", "Swarm.EndToEndTests", "Campaigns", "shape.cs");
        string configuration = SwarmBinary.Configuration == "release" ? "Release" : "Debug";
        await using ChildProgram build = ChildProgram.Start(
            ["dotnet", "build", source, "-c", configuration, "-o", _folder], [.. Ambient.Variables, .. NoServers]);
        (await build.WaitAsync(s_buildLimit)).Well();
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}
