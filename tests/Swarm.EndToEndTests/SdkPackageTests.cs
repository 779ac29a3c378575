using Swarm.EndToEndTests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Swarm.EndToEndTests;

/// <summary>An author outside the repository: the package from a folder, and nothing else of ours.</summary>
[Collection(SwarmCollection.Name)]
public sealed class SdkPackageTests(TestPrograms programs, ITestOutputHelper output)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    [RequiresTool("nats-server")]
    public async Task A_campaign_outside_the_repository_runs_with_the_packed_sdk_and_no_network()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "solo");
        string feed = swarm.Home.File("feed");
        string package = Path.GetFileNameWithoutExtension(await PackAsync(feed, swarm.Home));
        string version = package["Swarm.Sdk.".Length..];
        string file = swarm.Home.File("campaign.cs", $"""
            #:package Swarm.Sdk@{version}
            #:property PublishAot=false
            using Swarm.Sdk;

            var campaign = new Campaign("outside");
            campaign.Shell("greet", "echo from outside > greeting.txt", shell: "/bin/bash").Writes("greeting.txt");
            CampaignRun run = await campaign.DispatchAsync();
            return (await run.Completion).Succeeded ? 0 : 1;
            """);
        swarm.Home.File("nuget.config", $"""
            <configuration>
              <packageSources><clear /><add key="feed" value="{feed}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="cache" value="{Cache}" /></fallbackPackageFolders>
            </configuration>
            """);

        await using ChildProgram run = swarm.Home.Start(
            ["campaign", "run", file, "--agent", "solo"],
            new("NUGET_PACKAGES", swarm.Home.File("packages")),
            new("XDG_DATA_HOME", Directory.CreateDirectory(swarm.Home.File("share")).FullName));
        CommandResult ran = await run.WaitAsync(s_limit);
        ran.Well();
        Assert.Contains("Completed", ran.Output, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(swarm.Home.Folder, "packages", "swarm.sdk", version)));
        (await swarm.RunAsync("data", "get", "last/greet", swarm.Home.File("greeting.txt"))).Well();
        Assert.Equal("from outside\n", File.ReadAllText(swarm.Home.File("greeting.txt")));
    }

    // What the package depends on lies there since the tests themselves were built.
    private static string Cache => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static async Task<string> PackAsync(string feed, TestHome home)
    {
        await using ChildProgram pack = ChildProgram.Start(
            [Path.Combine(SwarmBinary.Repository, "scripts", "pack-sdk.sh"), feed],
            [.. home.Variables, .. TestPrograms.NoServers],
            home.Folder);
        return (await pack.WaitAsync(s_limit)).Well().Output.Trim();
    }
}
