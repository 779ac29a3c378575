using System.Collections.ObjectModel;
using Google.Protobuf.Collections;
using Swarm.Model;

namespace Swarm.Protocol;

/// <summary>Translates activities from the wire. What cannot be read becomes a problem and is left out.</summary>
/// <param name="problems">Where problems go.</param>
internal sealed class ActivityReader(List<CampaignProblem> problems)
{
    private const long MaxMicros = long.MaxValue / TimeSpan.TicksPerMicrosecond;

    private readonly RecentTable<string> _words = new(word => word);
    private readonly RecentTable<DataRef> _references = new(DataRef.Parse);
    private readonly RecentTable<Placement> _placements = new(Placement.Parse);
    private Resources _lastResources = Resources.OneCore;

    /// <summary>Translates one activity.</summary>
    internal ActivitySpec Read(V1.Activity wire) => new()
    {
        Name = wire.Name,
        Plugin = _words.Get(wire.Plugin),
        Arguments = ReadWords(wire.Arguments),
        Options = ReadPairs(wire.Options),
        Environment = ReadPairs(wire.Environment),
        Inputs = ReadInputs(wire),
        Outputs = ReadOutputs(wire),
        After = ReadWords(wire.After),
        WorkingDirectory = ReadFolder(wire, wire.WorkingDirectory),
        OutputDirectory = ReadFolder(wire, wire.OutputDirectory),
        Placement = Parsed(wire, _placements, wire.Placement) ?? Placement.Anywhere,
        Resources = ReadResources(wire.Resources),
        Retries = wire.Retries,
        TimeLimit = ReadTime(wire, wire.TimeLimitMicros),
        ExpectedTime = ReadTime(wire, wire.ExpectedMicros),
    };

    private string[] ReadWords(RepeatedField<string> wire)
    {
        if (wire.Count == 0)
        {
            return [];
        }

        string[] words = new string[wire.Count];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = _words.Get(wire[i]);
        }

        return words;
    }

    private IReadOnlyDictionary<string, string> ReadPairs(MapField<string, string> wire)
    {
        if (wire.Count == 0)
        {
            return ReadOnlyDictionary<string, string>.Empty;
        }

        Dictionary<string, string> pairs = new(wire.Count, StringComparer.Ordinal);
        foreach ((string key, string value) in wire)
        {
            pairs.Add(_words.Get(key), _words.Get(value));
        }

        return pairs;
    }

    private ActivityInput[] ReadInputs(V1.Activity wire)
    {
        ActivityInput[] inputs = new ActivityInput[wire.Inputs.Count];
        int count = 0;
        foreach (V1.Input input in wire.Inputs)
        {
            if (Parsed(wire, _references, input.Reference) is { } reference)
            {
                inputs[count++] = new ActivityInput(reference, _words.Get(input.Name), input.Executable);
            }
        }

        return count == inputs.Length ? inputs : inputs[..count];
    }

    private DataRef[] ReadOutputs(V1.Activity wire)
    {
        if (wire.Outputs.Count == 0)
        {
            return [];
        }

        DataRef[] outputs = new DataRef[wire.Outputs.Count];
        for (int i = 0; i < outputs.Length; i++)
        {
            // Something stands in for an unreadable output, lest its readers be told that there is none. No readable
            // reference has a control character, so it is mistaken for none.
            outputs[i] = Parsed(wire, _references, wire.Outputs[i]) ?? new DataRef.Relative($"\0{i}");
        }

        return outputs;
    }

    private DataRef? ReadFolder(V1.Activity wire, string text) =>
        text.Length == 0 ? null : Parsed(wire, _references, text);

    private Resources ReadResources(V1.Resources? wire)
    {
        if (wire is null)
        {
            return Resources.OneCore;
        }

        Resources resources = ModelCodec.Decode(wire);
        return _lastResources = resources == _lastResources ? _lastResources : resources;
    }

    private TimeSpan? ReadTime(V1.Activity wire, long micros)
    {
        if (micros is >= -MaxMicros and <= MaxMicros)
        {
            return micros == 0 ? null : TimeSpan.FromMicroseconds(micros);
        }

        Add(wire, $"a time of {micros} microseconds is out of all bounds", "leave it out for no limit");
        return null;
    }

    private T? Parsed<T>(V1.Activity wire, RecentTable<T> table, string text)
        where T : class
    {
        try
        {
            return table.Get(text);
        }
        catch (FormatException bad)
        {
            Add(wire, bad.Message.TrimEnd('.'), "correct the text");
            return null;
        }
    }

    private void Add(V1.Activity wire, string what, string remedy) =>
        problems.Add(new CampaignProblem(wire.Name, what, remedy));
}
