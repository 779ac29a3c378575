using FsCheck;
using FsCheck.Fluent;
using Swarm.Model;
using Swarm.UnitTests.Wire;

namespace Swarm.UnitTests.Protocol;

/// <summary>Generators of campaigns that are right: every kind of reference, order and wish.</summary>
internal static class Campaigns
{
    private const string CarriedPath = "daten/ä.txt";

    private static readonly string[] s_shared =
        ["@agentdir/a", "@workingdir/b c", "@outputdir/ü", "B://x/y", "tag:gpu:///abs/z", "file:///etc/hosts",
         "https://example.org/d?x=1#f", "rsync://host/Path", CarriedPath, "daten"];

    /// <summary>Campaigns of one to eight activities.</summary>
    internal static Gen<CampaignGraph> Graphs { get; } =
        from count in Gen.Choose(1, 8)
        from activities in Gen.CollectToArray(Enumerable.Range(0, count).Select(ActivityAt))
        from id in Nouns.Campaigns
        from name in Gen.Elements("a campaign", "Größe 漢字 😀")
        select CampaignGraph.Create(
            id, name, activities, [new CarriedFile(CarriedPath, 17, Digest.Of([1]), true)]);

    private static Gen<ActivitySpec> ActivityAt(int index) =>
        from words in Gen.Elements("", "-x", "a b", "漢").ArrayOf()
        from options in Pairs
        from environment in Pairs
        from inputs in Gen.Elements(s_shared).ArrayOf()
        from parents in Gen.Choose(0, index).ArrayOf()
        from place in Gen.Elements("", "b-host", "tag:gpu", "Alias")
        from resources in ResourceWishes
        from times in Gen.Elements<long>(0, 1, 1500, 86_400_000_000).Two()
        from retries in Gen.Choose(0, 1000)
        select new ActivitySpec
        {
            Name = NameOf(index),
            Plugin = "shell",
            Arguments = words,
            Options = options,
            Environment = environment,
            Inputs = [.. inputs.Select((text, i) => new ActivityInput(DataRef.Parse(text), $"in/{i}", i % 2 == 0)),
                .. parents.Where(p => p < index).Distinct().Select(ReadFrom)],
            Outputs = OutputsAt(place),
            After = [.. parents.Where(p => p < index).Select(NameOf)],
            WorkingDirectory = retries % 2 == 0 ? null : DataRef.Parse("@agentdir/work"),
            OutputDirectory = retries % 3 == 0 ? null : DataRef.Parse("results"),
            Placement = Placement.Parse(place),
            Resources = resources,
            Retries = retries,
            TimeLimit = TimeOf(times.Item1),
            ExpectedTime = TimeOf(times.Item2),
        };

    private static Gen<Dictionary<string, string>> Pairs =>
        from pairs in Gen.Choose(0, 9).ArrayOf()
        select pairs.Distinct().ToDictionary(n => $"KEY_{n}", n => $"value {n}");

    private static Gen<Resources> ResourceWishes => Gen.Elements(
        Resources.OneCore,
        new Resources(1),
        new Resources(64_000, 1L << 40, 8),
        new Resources(int.MaxValue, long.MaxValue));

    private static string NameOf(int index) => $"activity {index} ä";

    private static ActivityInput ReadFrom(int parent) => parent % 2 == 0
        ? new ActivityInput(new DataRef.Output(NameOf(parent), ""), "")
        : new ActivityInput(new DataRef.Output(NameOf(parent), "out put"), $"from/{parent}");

    private static DataRef[] OutputsAt(string place) =>
    [
        new DataRef.Folder(NamedFolder.OutputDir, "out put"),
        new DataRef.Relative("deep/relative"),
        .. place.Length == 0 ? [] : new[] { DataRef.Parse($"{place}://published/there") },
    ];

    private static TimeSpan? TimeOf(long micros) => micros == 0 ? null : TimeSpan.FromMicroseconds(micros);
}
