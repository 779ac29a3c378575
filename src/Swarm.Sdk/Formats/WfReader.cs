using System.Text.Json;
using Swarm.Sdk.Formats.Documents;

namespace Swarm.Sdk.Formats;

/// <summary>
/// Reads a WfFormat instance of either version. What is the same in both is read here; how tasks and files are written
/// down is each version's own.
/// </summary>
internal sealed class WfReader(DocumentFindings findings)
{
    /// <summary>The member that says which version a document is of.</summary>
    internal const string VersionKey = "schemaVersion";

    /// <summary>Reads the document.</summary>
    /// <exception cref="CampaignInvalidException">Something is wrong; all of it is listed.</exception>
    internal WfInstance Read(DocumentNode root)
    {
        WfTaskTable tasks = new(findings);
        WfInstance? instance = DocumentObject.Of(root, findings) is { } top ? ReadTop(top, tasks) : null;
        findings.ThrowIfWrong();
        return instance!;
    }

    private WfInstance ReadTop(DocumentObject top, WfTaskTable tasks)
    {
        string? name = top.RequiredText("name");
        string? version = top.RequiredText(VersionKey);
        DocumentObject? system = top.Object("runtimeSystem") ?? top.Object("wms");
        WfInstance instance = new()
        {
            Name = name ?? "",
            Description = top.Text("description"),
            CreatedAt = TimeOf(top, "createdAt"),
            RuntimeSystem = system?.Text("name"),
            RuntimeSystemVersion = system?.Text("version"),
            Tasks = [],
        };
        DocumentObject? workflow = top.RequiredObject("workflow");
        if (version is not (null or "1.4" or "1.5"))
        {
            findings.Problem(
                top.Take(VersionKey)!.Place,
                $"the version is '{Printable.Of(version, 20)}'",
                "convert it to 1.4 or 1.5, which are read");
        }
        else if (workflow is not null)
        {
            instance = version == "1.4" ? ReadV14(workflow, instance, tasks) : ReadV15(workflow, instance, tasks);
        }

        system?.Close();
        top.Close();
        return instance;
    }

    private WfInstance ReadV14(DocumentObject workflow, WfInstance instance, WfTaskTable tasks)
    {
        foreach (DocumentObject one in workflow.RequiredObjects("tasks"))
        {
            if (one.RequiredText("name") is { } name)
            {
                WfTask task = new() { Id = name, Name = one.Text("category") ?? name };
                tasks.Add(one, ReadExecution(one, task), alias: one.Text("id"));
                tasks.AddLinks(one, name);
                ReadFiles(one, name, tasks);
                if (one.Text("type") is { } type && type != "compute")
                {
                    findings.Note(one.Take("type")!, $"a task of type '{Printable.Of(type, 20)}' runs as any other");
                }
            }

            one.Close();
        }

        return ReadRun(workflow, tasks.Complete(instance, workflow.Node));
    }

    private WfInstance ReadV15(DocumentObject workflow, WfInstance instance, WfTaskTable tasks)
    {
        if (workflow.RequiredObject("specification") is { } specification)
        {
            foreach (DocumentObject one in specification.RequiredObjects("tasks"))
            {
                if (one.RequiredText("id") is { } id)
                {
                    tasks.Add(one, new WfTask { Id = id, Name = one.RequiredText("name") ?? id }, alias: null);
                    tasks.AddLinks(one, id);
                    tasks.AddFiles(id, one.Words("inputFiles"), one.Words("outputFiles"));
                }

                one.Close();
            }

            foreach (DocumentObject file in specification.Objects("files"))
            {
                tasks.AddFile(file.Node, file.RequiredText("id"), file.Count("sizeInBytes"), once: true);
                file.Close();
            }

            specification.Close();
        }

        DocumentObject? execution = workflow.Object("execution");
        foreach (DocumentObject one in execution?.Objects("tasks") ?? [])
        {
            if (one.RequiredText("id") is { } id)
            {
                tasks.Ran(one, id, task => ReadExecution(one, task));
            }

            one.Close();
        }

        instance = tasks.Complete(instance, workflow.Node);
        workflow.Close();
        return execution is null ? instance : ReadRun(execution, instance);
    }

    private void ReadFiles(DocumentObject task, string name, WfTaskTable tasks)
    {
        List<(DocumentNode, string)> inputs = [];
        List<(DocumentNode, string)> outputs = [];
        foreach (DocumentObject file in task.Objects("files"))
        {
            string? id = file.RequiredText("name");
            string? link = file.RequiredText("link");
            if (link is not (null or "input" or "output"))
            {
                findings.Problem(file.Take("link")!.Place, $"it is '{Printable.Of(link, 20)}'", "say input or output");
            }
            else if (id is not null)
            {
                (link == "input" ? inputs : outputs).Add((file.Node, id));
            }

            tasks.AddFile(file.Node, id, file.Count("sizeInBytes", "size"), once: false);
            file.Close();
        }

        tasks.AddFiles(name, inputs, outputs);
    }

    private WfTask ReadExecution(DocumentObject one, WfTask task)
    {
        DocumentObject? command = one.Object("command");
        string? machine = one.Text("machine");
        WfTask read = task with
        {
            RuntimeSeconds = one.Number("runtimeInSeconds", "runtime"),
            ExecutedAt = TimeOf(one, "executedAt"),
            Program = command?.Text("program"),
            Arguments = [.. command?.Words("arguments").Select(word => word.Text) ?? []],
            Cores = one.Number("coreCount", "cores"),
            AverageCpuPercent = one.Number("avgCPU"),
            ReadBytes = one.Count("readBytes", "bytesRead"),
            WrittenBytes = one.Count("writtenBytes", "bytesWritten"),
            MemoryBytes = one.Count("memoryInBytes") ?? InBytes(one.Number("memory")),
            EnergyKwh = one.Number("energyInKWh", "energy"),
            AveragePowerWatts = one.Number("avgPowerInW", "avgPower"),
            Priority = one.Number("priority"),
            Machines =
                [.. one.Words("machines").Select(word => word.Text), .. machine is null ? [] : new[] { machine }],
        };
        command?.Close();
        return read;
    }

    // Before it was counted in bytes, memory was counted in thousands of them.
    private static long? InBytes(double? kilobytes) =>
        kilobytes is { } count && count < long.MaxValue / 1000 ? (long)(count * 1000) : null;

    private WfInstance ReadRun(DocumentObject run, WfInstance instance)
    {
        List<WfMachine> machines = [];
        foreach (DocumentObject one in run.Objects("machines"))
        {
            DocumentObject? cpu = one.Object("cpu");
            if (one.RequiredText("nodeName") is { } name)
            {
                machines.Add(new WfMachine(
                    name, cpu?.Count("coreCount", "count"), cpu?.Count("speedInMHz", "speed"),
                    one.Count("memoryInBytes"))
                {
                    System = one.Text("system"),
                    Architecture = one.Text("architecture"),
                    Release = one.Text("release"),
                    Vendor = cpu?.Text("vendor"),
                });
            }

            cpu?.Close();
            one.Close();
        }

        instance = instance with
        {
            MakespanSeconds = run.Number("makespanInSeconds", "makespan"),
            ExecutedAt = TimeOf(run, "executedAt"),
            Machines = machines,
        };
        run.Close();
        return instance;
    }

    private DateTimeOffset? TimeOf(DocumentObject from, string name)
    {
        if (from.Take(name) is not { } value)
        {
            return null;
        }

        DateTimeOffset? time = value.Kind == JsonValueKind.String ? WfTimes.Read(value.Text) : null;
        if (time is null)
        {
            findings.Note(value, "it is no time that can be read, and left out");
        }

        return time;
    }
}
