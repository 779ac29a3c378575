namespace Swarm.Core.Scheduling;

/// <summary>
/// What the log taught about how long things run: a moving mean for each kind of activity of a campaign, at speed 1.
/// All agents learn it from the same entries.
/// </summary>
internal sealed class RunHistory(long unknownMicros)
{
    private const int MaxKinds = 100_000;
    private const int Weight = 8;

    private readonly Dictionary<string, long> _means = new(StringComparer.Ordinal);

    /// <summary>What counts as the same kind: the campaign, the plugin and the program.</summary>
    internal static string KindOf(CampaignGraph graph, int index)
    {
        ActivitySpec spec = graph.Activities[index];
        string program = spec.Arguments.Count > 0 ? spec.Arguments[0] : "";
        return $"{graph.Id}/{spec.Plugin}/{program}";
    }

    /// <summary>Takes note of a run.</summary>
    internal void Add(string kind, long micros)
    {
        if (_means.TryGetValue(kind, out long mean))
        {
            _means[kind] = mean + (micros - mean) / Weight;
        }
        else if (_means.Count < MaxKinds)
        {
            _means[kind] = micros;
        }
    }

    /// <summary>
    /// How long an activity is expected to run at a speed, in microseconds: measured, else as its author said.
    /// </summary>
    internal long Expect(CampaignGraph graph, int index, int speedPermille)
    {
        long atSpeedOne = _means.TryGetValue(KindOf(graph, index), out long mean) ? mean
            : graph.Activities[index].ExpectedTime is { } expected ? (long)expected.TotalMicroseconds
            : unknownMicros;
        return atSpeedOne * 1000 / Math.Max(1, speedPermille);
    }
}
