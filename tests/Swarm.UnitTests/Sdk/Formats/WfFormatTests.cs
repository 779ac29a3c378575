using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Swarm.Model;
using Swarm.Sdk.Authoring;
using Swarm.Sdk.Formats;
using Swarm.Simulation.Scheduling;
using Xunit;

namespace Swarm.UnitTests.Sdk.Formats;

/// <summary>What is written as a WfFormat instance is read; what is wrong is said at once, with its place.</summary>
public sealed class WfFormatTests
{
    private static readonly string[] s_texts = ["a", "Größe \"漢\" 😀", "x/y z", "\t\\", "-"];

    private static readonly Gen<string> s_text = Gen.Elements(s_texts);

    private static readonly Gen<double?> s_number =
        Gen.Elements<double?>(null, 0, 1, 0.1, 1e-9, 12345.678901234567, 1e15);

    private static readonly Gen<long?> s_count = Gen.Elements<long?>(null, 0, 1, 4096, 1L << 53, long.MaxValue / 3);

    private static readonly Gen<DateTimeOffset?> s_time = Gen.Elements<DateTimeOffset?>(
        null, DateTimeOffset.UnixEpoch, new DateTimeOffset(2026, 2, 28, 23, 59, 59, TimeSpan.Zero).AddTicks(1));

    [Fact]
    public void What_is_written_is_read_in_both_versions()
    {
        Check.QuickThrowOnFailure(Prop.ForAll(Instances.ToArbitrary(), instance =>
            Shown(RoundTrip(instance, WfVersion.V15)) == Shown(instance)
            && Shown(RoundTrip(instance, WfVersion.V14)) == Shown(AsOld(instance))));
    }

    [Fact]
    public void Drawn_workflows_of_every_shape_survive_both_versions_and_become_campaigns()
    {
        foreach (string shape in Workflows.Shapes)
        {
            WfInstance drawn = Workflows.Draw(shape, 60, new WorkflowLoad(10, 1e6), 7);

            Assert.Equal(Shown(drawn), Shown(RoundTrip(drawn, WfVersion.V15)));
            Assert.Equal(Shown(drawn), Shown(RoundTrip(RoundTrip(drawn, WfVersion.V14), WfVersion.V15)));
            Assert.InRange(drawn.Tasks.Count, 30, 90);
        }
    }

    [Fact]
    public async Task A_recorded_workflow_becomes_a_campaign_that_plays_it()
    {
        WfInstance drawn = Workflows.Draw("montage", 60, new WorkflowLoad(10, 1e6), 3);

        CampaignGraph graph = await GraphOf(drawn, new WfFormatOptions { TimeScale = 0.5, SizeScale = 2, Id = "m17" });

        Assert.Equal("m17", graph.Id.Text);
        Assert.Equal(drawn.Tasks.Count, graph.Activities.Count);
        foreach ((int index, WfTask task) in drawn.Tasks.Index())
        {
            ActivitySpec spec = graph.Activities[index];
            Assert.Equal(task.Id, spec.Name);
            Assert.Equal("noop", spec.Plugin);
            Assert.Equal([task.Name], spec.Arguments);
            Assert.Equal(task.RuntimeSeconds!.Value / 2, spec.ExpectedTime!.Value.TotalSeconds, 5);
            long bytes = drawn.Files.Single(file => file.Id == task.Outputs[0]).SizeBytes * 2;
            Assert.Equal($"{bytes}", spec.Options["bytes"]);
            Assert.Equal(
                task.Parents, graph.Parents(index).ToArray().Select(i => graph.Activities[i].Name).Order(
                    StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Names_that_are_no_paths_and_large_needs_do_not_stand_in_the_way()
    {
        WfInstance odd = new()
        {
            Name = "a/b",
            Tasks =
            [
                new WfTask
                {
                    Id = "../x", Name = "x", Outputs = ["dir/f", "dir_f", new string('n', 400)], RuntimeSeconds = 5e7,
                    Cores = 64, MemoryBytes = 1L << 40,
                },
                new WfTask { Id = ".._x", Name = "x", Parents = ["../x"], Inputs = ["dir/f", "outside"] },
            ],
            Files = [new("dir/f", 7), new("dir_f", 8), new(new string('n', 400), 9), new("outside", 10)],
        };
        WfFormatImporter importer = new(new WfFormatOptions { KeepNeeds = false });

        ImportReport report = importer.Import(Written(odd, WfVersion.V15), "x.json");
        CampaignGraph graph = (await report.Campaign.FreezeAsync(CancellationToken.None)).Graph;

        Assert.Equal([".._x", ".._x~2"], graph.Activities.Select(activity => activity.Name));
        Assert.Equal(["dir_f", "dir_f~2"], graph.Activities[0].Outputs.Take(2).Select(output => output.ToString()));
        Assert.Equal([new DataRef.Output(".._x", "dir_f")], graph.Activities[1].Inputs.Select(input => input.Ref));
        Assert.Equal(Resources.OneCore, graph.Activities[0].Resources);
        Assert.Equal(
            ["names", "names", "outside", "runtime", "longer"],
            report.Notes.Select(note => new[] { "names", "outside", "no runtime", "longer" }
                .First(word => note.What.Contains(word, StringComparison.Ordinal)).Split(' ')[^1]));
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once_with_its_place()
    {
        CampaignInvalidException wrong = Assert.Throws<CampaignInvalidException>(() => Read(
            """
            {
              "schemaVersion": "1.5",
              "workflow": {
                "specification": {
                  "tasks": [
                    { "id": "a", "name": "a", "parents": ["nobody"], "children": [], "outputFiles": ["f"] },
                    { "id": "a", "name": 7, "parents": "b", "children": [] },
                    { "id": "b", "name": "b", "parents": ["c"], "outputFiles": ["f"], "id": "b" },
                    { "id": "c", "name": "c", "parents": ["b"] },
                    3
                  ],
                  "files": [ { "id": "f", "sizeInBytes": -1 }, { "id": "f", "sizeInBytes": 1 } ]
                },
                "execution": { "tasks": [ { "id": "z", "runtimeInSeconds": "1" } ] }
              }
            }
            """));

        (string Place, string What)[] expected =
        [
            ("$.workflow.specification.tasks[2].id (line 8, column 81)", "twice"),
            ("$ (line 1, column 1)", "'name' is missing"),
            ("$.workflow.specification.tasks[4] (line 10, column 9)", "an object is expected"),
            ("$.workflow.specification.tasks[1].name (line 7, column 30)", "a text is expected"),
            ("$.workflow.specification.tasks[1] (line 7, column 9)", "taken"),
            ("$.workflow.specification.tasks[1].parents (line 7, column 44)", "a list is expected"),
            ("$.workflow.specification.tasks[2].outputFiles[0] (line 8, column 69)", "written by 'a' too"),
            ("$.workflow.specification.files[0].sizeInBytes (line 12, column 46)", "a number from 0 on"),
            ("$.workflow.specification.files[1] (line 12, column 52)", "listed twice"),
            ("$.workflow.execution.tasks[0] (line 14, column 31)", "no task of the specification"),
            ("$.workflow.execution.tasks[0].runtimeInSeconds (line 14, column 64)", "the text '1'"),
            ("$.workflow.specification.tasks[0].parents[0] (line 6, column 47)", "no task 'nobody'"),
            ("$.workflow (line 3, column 15)", "in a circle: 'b' -> 'c' -> 'b'"),
        ];
        foreach ((string place, string what) in expected)
        {
            Assert.Contains(wrong.Problems, problem => problem.What.StartsWith(place + ":", StringComparison.Ordinal)
                && problem.ToString().Contains(what, StringComparison.Ordinal));
        }

        Assert.Equal(expected.Length, wrong.Problems.Count);
    }

    [Theory]
    [InlineData("", "line 1, column 1")]
    [InlineData("[1,]", "line 1, column 4")]
    [InlineData("{\"a\": 1} x", "line 1, column 10")]
    [InlineData("[]", "an object is expected")]
    [InlineData("{\"name\":\"x\",\"schemaVersion\":\"1.3\",\"workflow\":{}}", "1.3")]
    [InlineData("{\"name\":\"x\",\"schemaVersion\":\"1.4\",\"workflow\":{\"tasks\":[]}}", "empty")]
    [InlineData("{\"name\":\"\",\"schemaVersion\":\"1.4\",\"workflow\":{}}", "'tasks' is missing")]
    public void What_is_no_instance_is_refused(string text, string says) => Assert.Contains(
        Assert.Throws<CampaignInvalidException>(() => Read(text)).Problems,
        problem => problem.ToString().Contains(says, StringComparison.Ordinal));

    [Fact]
    public void Any_bytes_are_an_instance_or_a_refusal()
    {
        byte[] good = Written(Workflows.Draw("layered", 12, new WorkflowLoad(1, 10), 1), WfVersion.V15);
        Check.QuickThrowOnFailure(Prop.ForAll(
            Gen.Choose(0, good.Length - 1).Two().SelectMany(place => Gen.Choose(0, 255), (place, value) =>
                (place.Item1, place.Item2, value)).ToArbitrary(),
            damage =>
            {
                byte[] bad = good[..Math.Max(damage.Item1, damage.Item2)];
                bad[Math.Min(damage.Item1, Math.Max(0, bad.Length - 1))] = (byte)damage.value;
                try
                {
                    WfFormatImporter.Read(bad);
                }
                catch (CampaignInvalidException refused)
                {
                    return refused.Problems.Count > 0;
                }

                return true;
            }));
    }

    [Fact]
    public void Old_spellings_and_quirks_are_read_and_what_is_left_out_is_said()
    {
        byte[] old = Encoding.UTF8.GetBytes(
            """
            {
              "name": "old", "schemaVersion": "1.4", "createdAt": "03-23-21T06:04:36Z", "colour": "blue",
              "wms": { "name": "W", "version": "2" },
              "workflow": {
                "executedAt": "20200408T154143+0000", "makespanInSeconds": 12.5,
                "machines": [ { "nodeName": "n1", "cpu": { "count": 8, "speed": 2400, "vendor": "v" } } ],
                "tasks": [
                  { "name": "first", "id": "ID1", "type": "auxiliary", "runtimeInSeconds": 0, "avgCPU": 210.5,
                    "memory": 17, "children": ["second"], "mystery": 1, "parents": [],
                    "files": [ { "link": "output", "name": "f", "sizeInBytes": 5 },
                               { "link": "input", "name": "f", "sizeInBytes": 5 } ] },
                  { "name": "second", "category": "kind", "type": "compute", "parents": ["ID1"], "mystery": 2,
                    "files": [ { "link": "input", "name": "f", "sizeInBytes": 9 } ] },
                  { "name": "third", "type": "compute",
                    "files": [ { "link": "input", "name": "f", "sizeInBytes": 9 } ] }
                ]
              }
            }
            """);

        WfInstance read = WfFormatImporter.Read(old);
        IReadOnlyList<ImportNote> notes = new WfFormatImporter().Import(old, "x.json").Notes;

        Assert.Equal(new DateTimeOffset(2020, 4, 8, 15, 41, 43, TimeSpan.Zero), read.ExecutedAt);
        Assert.Equal(new DateTimeOffset(2021, 3, 23, 6, 4, 36, TimeSpan.Zero), read.CreatedAt);
        Assert.Equal((8L, 2400L), (read.Machines[0].Cores!.Value, read.Machines[0].SpeedMhz!.Value));
        Assert.Equal(["", "first", "first"], read.Tasks.Select(task => string.Join(' ', task.Parents)));
        Assert.Equal(["first", "kind", "third"], read.Tasks.Select(task => task.Name));
        Assert.Equal(17_000, read.Tasks[0].MemoryBytes);
        Assert.Equal([new WfFile("f", 9)], read.Files);
        Assert.Empty(read.Tasks[0].Inputs);
        string said = string.Join('\n', notes);
        Assert.Contains("$.colour (line 2, column 87): it is not read", said);
        Assert.Contains("$.workflow.tasks[0].mystery (line 9, column 58), and 1 more: it is not read", said);
        Assert.Contains("auxiliary", said);
        Assert.Contains("two lengths", said);
        Assert.Contains("write themselves", said);
        Assert.Contains("not named as their parents", said);
        Assert.Contains("no runtime", said);
    }

    /// <summary>Instances with everything in them that the format can say.</summary>
    private static Gen<WfInstance> Instances =>
        from count in Gen.Choose(1, 6)
        from tasks in Gen.CollectToArray(Enumerable.Range(0, count).Select(TaskAt))
        from name in s_text
        from description in Gen.Elements(null, "d")
        from created in s_time
        from system in Gen.Elements(null, "Swarm")
        from makespan in Gen.Elements(0, 12.5)
        from machines in Gen.Choose(0, 2)
        select new WfInstance
        {
            Name = name,
            Description = description,
            CreatedAt = created,
            RuntimeSystem = system,
            RuntimeSystemVersion = system is null ? null : "1",
            Tasks = tasks,
            Files = [.. tasks.SelectMany(task => task.Inputs.Concat(task.Outputs)).Distinct().Select(
                (id, i) => new WfFile(id, i * 1000L))],
            MakespanSeconds = makespan,
            ExecutedAt = DateTimeOffset.UnixEpoch.AddSeconds(3),
            Machines = [.. Enumerable.Range(0, machines).Select(i => new WfMachine($"m{i}", i == 0 ? 4 : null, null, 9)
            {
                System = "linux",
                Vendor = i == 0 ? "v" : null,
            })],
        };

    private static Gen<WfTask> TaskAt(int index) =>
        from kind in s_text
        from parents in Gen.Choose(0, index).ArrayOf()
        from after in Gen.Choose(0, index).ArrayOf()
        from outputs in Gen.Choose(0, 3)
        from runtime in Gen.Choose(0, 1_000_000)
        from executed in s_time
        from numbers in s_number.ArrayOf(4)
        from counts in s_count.ArrayOf(3)
        from words in s_text.ArrayOf()
        from machine in Gen.Elements(null, "m0")
        let makers = parents.Where(p => p < index).Distinct().ToArray()
        select new WfTask
        {
            Id = NameOf(index),
            Name = kind,
            Parents = [.. makers.Concat(after.Where(p => p < index)).Distinct().Select(NameOf).Order(
                StringComparer.Ordinal)],
            Inputs = [$"in{index}", .. makers.Select(p => $"out{p}.0")],
            Outputs = [$"out{index}.0", .. Enumerable.Range(1, outputs).Select(i => $"out{index}.{i}")],
            RuntimeSeconds = runtime / 1000.0,
            ExecutedAt = executed,
            Program = words.Length > 1 ? words[0] : null,
            Arguments = words,
            Cores = numbers[0],
            AverageCpuPercent = numbers[1],
            EnergyKwh = numbers[2],
            Priority = numbers[3],
            ReadBytes = counts[0],
            WrittenBytes = counts[1],
            MemoryBytes = counts[2],
            Machines = machine is null ? [] : [machine],
        };

    private static string NameOf(int index) => $"task {index} ä";

    // In the old version a task that reads has no list of files of its own order: inputs first, then outputs.
    private static WfInstance AsOld(WfInstance instance) => instance with
    {
        Files = [.. instance.Tasks.SelectMany(task => task.Inputs.Concat(task.Outputs)).Distinct().Select(
            id => instance.Files.Single(file => file.Id == id))],
    };

    private static async Task<CampaignGraph> GraphOf(WfInstance instance, WfFormatOptions options)
    {
        ImportReport report = new WfFormatImporter(options).Import(Written(instance, WfVersion.V14), "x.json");
        FrozenCampaign frozen = await report.Campaign.FreezeAsync(CancellationToken.None);
        return frozen.Graph;
    }

    private static WfInstance Read(string text) => WfFormatImporter.Read(Encoding.UTF8.GetBytes(text));

    private static WfInstance RoundTrip(WfInstance instance, WfVersion version) =>
        WfFormatImporter.Read(Written(instance, version));

    private static byte[] Written(WfInstance instance, WfVersion version)
    {
        using MemoryStream document = new();
        WfFormatWriter.Write(instance, version, document);
        return document.ToArray();
    }

    private static string Shown(WfInstance instance) => System.Text.Json.JsonSerializer.Serialize(instance);
}
