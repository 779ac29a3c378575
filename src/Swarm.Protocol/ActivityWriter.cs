using Google.Protobuf.Collections;
using Swarm.Model;

namespace Swarm.Protocol;

/// <summary>Translates what a campaign is made of to the wire; what follows by itself is left out.</summary>
internal static class ActivityWriter
{
    /// <summary>Translates one activity.</summary>
    internal static V1.Activity Write(ActivitySpec activity)
    {
        V1.Activity wire = new()
        {
            Name = activity.Name,
            Plugin = activity.Plugin,
            WorkingDirectory = activity.WorkingDirectory?.ToString() ?? "",
            OutputDirectory = activity.OutputDirectory?.ToString() ?? "",
            Placement = activity.Placement.ToString(),
            Resources = activity.Resources == Resources.OneCore ? null : ModelCodec.Encode(activity.Resources),
            Retries = activity.Retries,
            TimeLimitMicros = MicrosOf(activity.TimeLimit),
            ExpectedMicros = MicrosOf(activity.ExpectedTime),
        };
        wire.Arguments.AddRange(activity.Arguments);
        WritePairs(activity.Options, wire.Options);
        WritePairs(activity.Environment, wire.Environment);
        wire.Inputs.AddRange(activity.Inputs.Select(Write));
        wire.Outputs.AddRange(activity.Outputs.Select(output => output.ToString()));
        wire.After.AddRange(activity.After);
        return wire;
    }

    /// <summary>Translates a file that the campaign brings along.</summary>
    internal static V1.CarriedFile Write(CarriedFile file) => new()
    {
        Path = file.Path,
        Digest = ModelCodec.Encode(file.Digest),
        SizeBytes = (ulong)file.SizeBytes,
        Executable = file.Executable,
    };

    private static V1.Input Write(ActivityInput input) => new()
    {
        Reference = input.Ref.ToString(),
        Name = input.Name,
        Executable = input.Executable,
    };

    /// <summary>In order of keys, because a map on the wire has the order in which it was filled.</summary>
    private static void WritePairs(IReadOnlyDictionary<string, string> pairs, MapField<string, string> wire)
    {
        foreach ((string key, string value) in pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            wire.Add(key, value);
        }
    }

    /// <summary>0 means "none" on the wire, so the shortest time there is one microsecond.</summary>
    private static long MicrosOf(TimeSpan? time) =>
        time is { } span ? Math.Max(1, span.Ticks / TimeSpan.TicksPerMicrosecond) : 0;
}
