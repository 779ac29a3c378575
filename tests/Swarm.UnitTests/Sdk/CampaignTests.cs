using Swarm.Model;
using Swarm.Sdk;
using Swarm.Sdk.Authoring;
using Xunit;

namespace Swarm.UnitTests.Sdk;

/// <summary>A campaign reads as its author meant it, and says everything that is wrong with it at once.</summary>
public sealed class CampaignTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("swarm-ut-");

    private string File => Path.Combine(_folder.FullName, "campaign.cs");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Freezes_the_campaign_of_the_documentation()
    {
        Campaign campaign = new("mosaic", file: File);
        Activity images = campaign
            .Shell("project", "./project.sh sky.fits", script: "B://project.sh")
            .Reads("rsync://archive/m17/sky.fits")
            .Writes("@agentdir/images")
            .Needs(cores: 2, memory: "1.5 GiB").Retry(3).Within(TimeSpan.FromMinutes(20));
        Activity picture = campaign
            .Shell("shrink", "./shrink.sh", script: "B://shrink.sh")
            .Reads(images.Output)
            .WorksIn("@agentdir/scratch")
            .Writes("@agentdir/m17.jpg")
            .On("tag:viz").Env("OMP_NUM_THREADS", "1");
        campaign.Shell("tell", "./tell.sh", script: "A://tell.sh").After(picture);

        CampaignGraph graph = (await campaign.FreezeAsync(CancellationToken.None)).Graph;

        ActivitySpec project = graph.Activities[0];
        Assert.Equal(["./project.sh", "sky.fits"], project.Arguments);
        Assert.Equal(
            [
                new ActivityInput(DataRef.Parse("B://project.sh"), "project.sh", Executable: true),
                new ActivityInput(DataRef.Parse("rsync://archive/m17/sky.fits"), "sky.fits"),
            ],
            project.Inputs);
        Assert.Equal(new Resources(2000, 3L << 29), project.Resources);
        Assert.Equal(3, project.Retries);
        ActivitySpec shrink = graph.Activities[1];
        Assert.Contains(new ActivityInput(new DataRef.Output("project", ""), ""), shrink.Inputs);
        Assert.Equal(new Placement(Tag: "viz"), shrink.Placement);
        Assert.Equal("1", shrink.Environment["OMP_NUM_THREADS"]);
        Assert.Equal([0], graph.Parents(1).ToArray());
        Assert.Equal([1], graph.Parents(2).ToArray());
    }

    [Fact]
    public async Task An_output_in_a_line_is_an_input_and_a_dependency()
    {
        Campaign campaign = new("c", file: File);
        Activity images = campaign.Run("take pictures", "true").Writes("images");
        campaign.Shell("train", $"./train --data={images.Output} {images.Output["a.png"]}", script: "B://train");

        CampaignGraph graph = (await campaign.FreezeAsync(CancellationToken.None)).Graph;

        Assert.Equal(
            ["./train", "--data=activity://take%20pictures", "activity://take%20pictures/a.png"],
            graph.Activities[1].Arguments);
        Assert.Contains(new ActivityInput(new DataRef.Output("take pictures", ""), ""), graph.Activities[1].Inputs);
        Assert.Equal([0], graph.Parents(1).ToArray());
    }

    [Fact]
    public async Task Inputs_can_have_other_names()
    {
        Campaign campaign = new("c", file: File);
        Activity one = campaign.Run("one", "true").Writes("model.json");
        Activity two = campaign.Run("two", "true").Writes("model.json");
        campaign.Run("three", "true").Reads(one.Output["model.json"].As("one.json"), two.Output["model.json"]);

        CampaignGraph graph = (await campaign.FreezeAsync(CancellationToken.None)).Graph;

        Assert.Equal(["one.json", "model.json"], graph.Activities[2].Inputs.Select(input => input.Name));
    }

    [Fact]
    public async Task A_shell_gets_its_line_whole()
    {
        Campaign campaign = new("c", file: File);
        campaign.Shell("pipe", "a | b > c", shell: "/bin/bash");

        ActivitySpec pipe = (await campaign.FreezeAsync(CancellationToken.None)).Graph.Activities[0];

        Assert.Equal(["a | b > c"], pipe.Arguments);
        Assert.Equal("/bin/bash", pipe.Options["shell"]);
    }

    [Fact]
    public async Task A_transfer_runs_where_it_publishes()
    {
        Campaign campaign = new("c", file: File);
        Activity made = campaign.Run("make", "true").Writes("a");
        campaign.Transfer("publish", from: made.Output, to: "repository://published");

        ActivitySpec publish = (await campaign.FreezeAsync(CancellationToken.None)).Graph.Activities[1];

        Assert.Equal("transfer", publish.Plugin);
        Assert.Equal(new Placement(Agent: "repository"), publish.Placement);
    }

    [Fact]
    public async Task Files_beside_the_campaign_travel_with_it_and_folders_with_all_they_hold()
    {
        Write("run.sh", "#!/bin/sh\n", executable: true);
        Write("data/a.txt", "a");
        Write("data/deep/b.txt", "b");
        Write("other.txt", "not read by anybody");
        Campaign campaign = new("c", file: File);
        campaign.Shell("run", "./run.sh data", script: "run.sh").Reads("./data");

        FrozenCampaign frozen = await campaign.FreezeAsync(CancellationToken.None);

        Assert.Equal(["data/a.txt", "data/deep/b.txt", "run.sh"], frozen.Graph.Files.Select(file => file.Path));
        Assert.Equal([false, false, true], frozen.Graph.Files.Select(file => file.Executable));
        Assert.Equal(Digest.Of("b"u8), frozen.Graph.Files[1].Digest);
        Assert.Equal(10, frozen.Graph.Files[2].SizeBytes);
    }

    [Fact]
    public async Task All_problems_are_reported_together()
    {
        Campaign campaign = new("c", id: "No Id", file: File);
        Campaign other = new("other", file: File);
        Activity stranger = other.Run("stranger", "true");
        Activity a = campaign.Shell("a", "one | two");
        Activity b = campaign.Run("b", "true").Reads("../up", "/abs", "missing.txt").After(a, stranger).Writes("b");
        a.Reads(b.Output).Writes("a");
        campaign.Run("b", "true").Needs(cores: -1, memory: "2 loaves").On("two words").Env("X", $"{a.Output}");
        campaign.Shell("c", $"cat {b.Output}", shell: "/bin/bash").Writes("@nowhere/x");

        CampaignInvalidException wrong = await Assert.ThrowsAsync<CampaignInvalidException>(
            () => campaign.FreezeAsync(CancellationToken.None));

        string all = string.Join('\n', wrong.Problems);
        string[] expected =
        [
            "'No Id' is no campaign id", "activity 'a': '|' is a matter for a shell", "'../up' leaves its root",
            "'/abs' is an absolute path", "'missing.txt', which is not beside the campaign file",
            "comes after 'stranger', an activity of another campaign", "its name is taken by another activity",
            "it needs -1 cores", "'2 loaves' is no amount of memory", "'two words' is no place", "names no folder",
            "stands where it is not replaced by a path", "depend on each other in a circle: ",
        ];
        Assert.All(expected, words => Assert.Contains(words, all));
        Assert.Equal(1, all.Split('\n').Count(line => line.Contains("circle")));
    }

    [Fact]
    public async Task The_same_campaign_is_the_same_bytes_and_a_new_one_has_a_new_id()
    {
        FrozenCampaign first = await Make("fixed").FreezeAsync(CancellationToken.None);
        FrozenCampaign second = await Make("fixed").FreezeAsync(CancellationToken.None);
        FrozenCampaign third = await Make(null).FreezeAsync(CancellationToken.None);

        Assert.Equal(first.Bytes.ToArray(), second.Bytes.ToArray());
        Assert.NotEqual("fixed", third.Graph.Id.Text);
    }

    private Campaign Make(string? id)
    {
        Campaign campaign = new("c", id, File);
        campaign.Run("a", "true").With("x", "1").With("y", "2");
        return campaign;
    }

    private void Write(string path, string text, bool executable = false)
    {
        string full = Path.Combine(_folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        System.IO.File.WriteAllText(full, text);
        if (executable && !OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(full, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }
}
