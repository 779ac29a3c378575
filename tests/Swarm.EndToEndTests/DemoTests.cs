using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Swarm.EndToEndTests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Swarm.EndToEndTests;

/// <summary>The demonstration itself, with a folder of its own and the programs that these tests test.</summary>
[Collection(SwarmCollection.Name)]
public sealed partial class DemoTests(ITestOutputHelper output) : IAsyncLifetime, IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(4);

    private readonly TestHome _home = new();

    private string TemporaryFolder => _home.File("tmp");

    public Task InitializeAsync()
    {
        Directory.CreateDirectory(TemporaryFolder);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _home.DisposeAsync();

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    [RequiresTool("nats-server", "rsync", "ssh", "chattr", "bowtie2", "samtools", "bcftools", "convert")]
    public async Task It_shows_what_was_published_and_leaves_nothing_behind()
    {
        await using ChildProgram demo = Start();
        CommandResult end = await demo.WaitAsync(s_limit);
        output.WriteLine(end.Output);
        end.Well();

        Assert.Matches("ACTIVITY +# +STATE +AGENT +ATTEMPTS +WAITED +STAGED +RAN", end.Output);
        IEnumerable<string> trained = Enumerable.Range(1, 12).Select(number => $"train model-{number:00}");
        Assert.All(
            ["simulate", .. trained, "select", "publish"],
            row => Assert.Matches($"(?m)^{row} +[0-9]+ +Completed +(instrument|hpc|repository) ", end.Output));

        MatchCollection published = PublishedFile().Matches(end.Output);
        Assert.Equal(3, published.Count);
        Assert.All(published, file => Assert.Equal(
            file.Groups[1].Value, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.Groups[2].Value)))));
        string picture = Picture().Match(end.Output).Groups[1].Value;
        Assert.Equal("PNG"u8.ToArray(), File.ReadAllBytes(picture)[1..4]);
        AssertNothingLeft();
    }

    [RequiresTool("nats-server", "rsync", "ssh", "chattr", "bowtie2", "samtools", "bcftools", "convert")]
    public async Task Interrupted_in_the_middle_it_leaves_nothing_behind()
    {
        await using ChildProgram demo = Start();
        await Until.HoldsAsync(
            () => demo.HasExited
                || demo.Error.Any(line => line.Contains("train model-03 Running", StringComparison.Ordinal)),
            s_limit,
            "a detector is being trained");
        Assert.False(demo.HasExited, string.Join('\n', [.. demo.Output, .. demo.Error]));
        Assert.NotEmpty(_home.Residents());
        Signals.InterruptGroup(demo.ProcessId);

        Assert.Equal(130, (await demo.WaitAsync(s_limit)).ExitCode);
        AssertNothingLeft();
    }

    // A test run that was itself started in the background would pass on that it ignores interrupts.
    private ChildProgram Start() => ChildProgram.Start(
        ["setsid", "env", "--default-signal=INT", "./demo.sh"],
        [
            .. _home.Variables,
            new("DEMO_HOME", _home.File("demo")),
            new("DEMO_CONFIGURATION", SwarmBinary.Configuration == "release" ? "Release" : "Debug"),
            new("TMPDIR", TemporaryFolder),
        ],
        SwarmBinary.Repository);

    private void AssertNothingLeft()
    {
        Assert.Empty(_home.Residents());
        Assert.Empty(Directory.EnumerateFileSystemEntries(TemporaryFolder, "swarm-*"));
    }

    [GeneratedRegex("^  ([0-9a-f]{64})  (.+)$", RegexOptions.Multiline)]
    private static partial Regex PublishedFile();

    [GeneratedRegex(@"^  picture +(\S.*\.png)$", RegexOptions.Multiline)]
    private static partial Regex Picture();
}
