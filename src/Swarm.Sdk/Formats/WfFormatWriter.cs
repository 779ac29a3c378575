using System.Text.Encodings.Web;
using System.Text.Json;

namespace Swarm.Sdk.Formats;

/// <summary>Writes WfFormat instances. What is not known is left out, unless the version demands it.</summary>
public static class WfFormatWriter
{
    // The document is no part of a page: only what JSON demands is escaped.
    private static readonly JsonWriterOptions s_form =
        new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an instance.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="version">In which version.</param>
    /// <param name="destination">Where to; it stays open.</param>
    public static void Write(WfInstance instance, WfVersion version, Stream destination)
    {
        using Utf8JsonWriter json = new(destination, s_form);
        json.WriteStartObject();
        json.WriteString("name", instance.Name);
        WriteText(json, "description", instance.Description);
        WriteTime(json, "createdAt", instance.CreatedAt);
        json.WriteString(WfReader.VersionKey, version == WfVersion.V14 ? "1.4" : "1.5");
        if (instance.RuntimeSystem is not null)
        {
            json.WriteStartObject(version == WfVersion.V14 ? "wms" : "runtimeSystem");
            json.WriteString("name", instance.RuntimeSystem);
            json.WriteString("version", instance.RuntimeSystemVersion ?? "unknown");
            json.WriteEndObject();
        }

        json.WriteStartObject("workflow");
        ILookup<string, string> children = instance.Tasks
            .SelectMany(task => task.Parents.Select(parent => (parent, task.Id)))
            .ToLookup(edge => edge.parent, edge => edge.Id, StringComparer.Ordinal);
        if (version == WfVersion.V14)
        {
            WriteV14(json, instance, children);
        }
        else
        {
            WriteV15(json, instance, children);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteV14(Utf8JsonWriter json, WfInstance instance, ILookup<string, string> children)
    {
        Dictionary<string, long> sizes =
            instance.Files.ToDictionary(file => file.Id, file => file.SizeBytes, StringComparer.Ordinal);
        WriteRun(json, instance, WfVersion.V14);
        json.WriteStartArray("tasks");
        foreach (WfTask task in instance.Tasks)
        {
            json.WriteStartObject();
            json.WriteString("name", task.Id);
            json.WriteString("id", task.Id);
            json.WriteString("category", task.Name);
            json.WriteString("type", "compute");
            WriteTexts(json, "parents", task.Parents);
            WriteTexts(json, "children", children[task.Id]);
            json.WriteStartArray("files");
            IEnumerable<(string Id, string Link)> links =
                task.Inputs.Select(id => (id, "input")).Concat(task.Outputs.Select(id => (id, "output")));
            foreach ((string id, string link) in links)
            {
                json.WriteStartObject();
                json.WriteString("link", link);
                json.WriteString("name", id);
                json.WriteNumber("sizeInBytes", sizes.GetValueOrDefault(id));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteExecution(json, task, WfVersion.V14);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteV15(Utf8JsonWriter json, WfInstance instance, ILookup<string, string> children)
    {
        json.WriteStartObject("specification");
        json.WriteStartArray("tasks");
        foreach (WfTask task in instance.Tasks)
        {
            json.WriteStartObject();
            json.WriteString("name", task.Name);
            json.WriteString("id", task.Id);
            WriteTexts(json, "parents", task.Parents);
            WriteTexts(json, "children", children[task.Id]);
            WriteTexts(json, "inputFiles", task.Inputs);
            WriteTexts(json, "outputFiles", task.Outputs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("files");
        foreach (WfFile file in instance.Files)
        {
            json.WriteStartObject();
            json.WriteString("id", file.Id);
            json.WriteNumber("sizeInBytes", file.SizeBytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        WfTask[] ran = [.. instance.Tasks.Where(task => task.RuntimeSeconds is not null)];
        if (ran.Length > 0)
        {
            json.WriteStartObject("execution");
            WriteRun(json, instance, WfVersion.V15);
            json.WriteStartArray("tasks");
            foreach (WfTask task in ran)
            {
                json.WriteStartObject();
                json.WriteString("id", task.Id);
                WriteExecution(json, task, WfVersion.V15);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    // Both versions demand the first two.
    private static void WriteRun(Utf8JsonWriter json, WfInstance instance, WfVersion version)
    {
        json.WriteNumber("makespanInSeconds", instance.MakespanSeconds ?? 0);
        WriteTime(json, "executedAt", instance.ExecutedAt ?? instance.CreatedAt ?? DateTimeOffset.UnixEpoch);
        if (instance.Machines.Count == 0)
        {
            return;
        }

        json.WriteStartArray("machines");
        foreach (WfMachine machine in instance.Machines)
        {
            json.WriteStartObject();
            json.WriteString("nodeName", machine.Name);
            WriteText(json, "system", machine.System);
            WriteText(json, "architecture", machine.Architecture);
            WriteText(json, "release", machine.Release);
            WriteNumber(json, "memoryInBytes", machine.MemoryBytes);
            json.WriteStartObject("cpu");
            WriteNumber(json, version == WfVersion.V14 ? "count" : "coreCount", machine.Cores);
            WriteNumber(json, version == WfVersion.V14 ? "speed" : "speedInMHz", machine.SpeedMhz);
            WriteText(json, "vendor", machine.Vendor);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteExecution(Utf8JsonWriter json, WfTask task, WfVersion version)
    {
        bool old = version == WfVersion.V14;
        WriteNumber(json, "runtimeInSeconds", task.RuntimeSeconds);
        WriteTime(json, "executedAt", task.ExecutedAt);
        if (task.Program is not null || task.Arguments.Count > 0)
        {
            json.WriteStartObject("command");
            WriteText(json, "program", task.Program);
            WriteTexts(json, "arguments", task.Arguments);
            json.WriteEndObject();
        }

        WriteNumber(json, old ? "cores" : "coreCount", task.Cores);
        WriteNumber(json, "avgCPU", task.AverageCpuPercent);
        WriteNumber(json, "readBytes", task.ReadBytes);
        WriteNumber(json, "writtenBytes", task.WrittenBytes);
        WriteNumber(json, "memoryInBytes", task.MemoryBytes);
        WriteNumber(json, old ? "energy" : "energyInKWh", task.EnergyKwh);
        WriteNumber(json, old ? "avgPower" : "avgPowerInW", task.AveragePowerWatts);
        WriteNumber(json, "priority", task.Priority);
        if (old)
        {
            WriteText(json, "machine", task.Machines.Count > 0 ? task.Machines[0] : null);
        }
        else if (task.Machines.Count > 0)
        {
            WriteTexts(json, "machines", task.Machines);
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time) =>
        WriteText(json, name, time is { } known ? WfTimes.Write(known) : null);

    private static void WriteNumber(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
    }
}
