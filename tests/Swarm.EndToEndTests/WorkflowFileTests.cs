using System.Text.Json;
using Swarm.EndToEndTests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Swarm.EndToEndTests;

/// <summary>A recorded workflow is played by real agents, written down again, and played once more.</summary>
[Collection(SwarmCollection.Name)]
public sealed class WorkflowFileTests(TestPrograms programs, ITestOutputHelper output)
{
    private const string Diamond =
        """
        {
          "name": "diamond", "schemaVersion": "1.5",
          "workflow": {
            "specification": {
              "tasks": [
                { "id": "split", "name": "split", "parents": [], "children": ["left", "right"],
                  "inputFiles": ["raw"], "outputFiles": ["a", "b"] },
                { "id": "left", "name": "work", "parents": ["split"], "children": ["join"],
                  "inputFiles": ["a"], "outputFiles": ["l"] },
                { "id": "right", "name": "work", "parents": ["split"], "children": ["join"],
                  "inputFiles": ["b"], "outputFiles": ["r"] },
                { "id": "join", "name": "join", "parents": ["left", "right"], "children": [],
                  "inputFiles": ["l", "r"], "outputFiles": ["sum"] }
              ],
              "files": [
                { "id": "raw", "sizeInBytes": 9 }, { "id": "a", "sizeInBytes": 1000 },
                { "id": "b", "sizeInBytes": 2000 }, { "id": "l", "sizeInBytes": 300 },
                { "id": "r", "sizeInBytes": 400 }, { "id": "sum", "sizeInBytes": 50 }
              ]
            },
            "execution": {
              "makespanInSeconds": 30, "executedAt": "2026-01-01T00:00:00Z",
              "tasks": [
                { "id": "split", "runtimeInSeconds": 10 }, { "id": "left", "runtimeInSeconds": 20 },
                { "id": "right", "runtimeInSeconds": 10 }, { "id": "join", "runtimeInSeconds": 10 }
              ]
            }
          }
        }
        """;

    [RequiresTool("nats-server")]
    public async Task A_workflow_is_played_written_down_and_played_again()
    {
        await using TestSwarm swarm = await TestSwarm.StartAsync(programs, output, "solo");
        string first = swarm.Home.File("diamond.json");
        string second = swarm.Home.File("again.json");
        await File.WriteAllTextAsync(first, Diamond);

        CommandResult run = (await swarm.RunAsync("campaign", "run", first, "--time-scale", "0.01")).Well();
        Assert.Contains("1 files come from outside", run.Error, StringComparison.Ordinal);
        (await swarm.RunAsync("campaign", "export", "--to", second)).Well();
        (await swarm.RunAsync("campaign", "run", second)).Well();
        CommandResult again = (await swarm.RunAsync("campaign", "export", "--schema", "1.4")).Well();

        using JsonDocument recorded = JsonDocument.Parse(File.ReadAllText(second));
        JsonElement workflow = recorded.RootElement.GetProperty("workflow");
        JsonElement[] ran = [.. workflow.GetProperty("execution").GetProperty("tasks").EnumerateArray()];
        Assert.Equal(["split", "left", "right", "join"], ran.Select(task => task.GetProperty("id").GetString()));

        // It slept for 0.2 s: a busy machine makes that longer, but nothing makes it the 20 s of the recording.
        Assert.InRange(ran[1].GetProperty("runtimeInSeconds").GetDouble(), 0.15, 19);
        Assert.Equal(
            ["join.sum 50", "left.l 300", "right.r 400", "split.a 1000", "split.b 2000"],
            workflow.GetProperty("specification").GetProperty("files").EnumerateArray()
                .Select(file => $"{file.GetProperty("id")} {file.GetProperty("sizeInBytes")}").Order());
        using JsonDocument old = JsonDocument.Parse(again.Output);
        JsonElement join = old.RootElement.GetProperty("workflow").GetProperty("tasks")[3];
        Assert.Equal(["left", "right"], join.GetProperty("parents").EnumerateArray().Select(task => task.GetString()));
        Assert.Equal("join", join.GetProperty("category").GetString());
    }
}
