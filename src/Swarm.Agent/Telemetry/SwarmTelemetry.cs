using System.Diagnostics.Metrics;

namespace Swarm.Agent.Telemetry;

/// <summary>The meter of this agent and the names on it. Tags have few values: outcome and code, never an id.</summary>
internal sealed class SwarmTelemetry : IDisposable
{
    /// <summary>The name of the meter, for whoever exports it.</summary>
    internal const string MeterName = "Swarm";

    private readonly Meter _meter;

    internal SwarmTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        ActivitiesEnded = _meter.CreateCounter<long>("swarm.activities.ended", description: "Attempts that ended.");
        ActivityDuration = _meter.CreateHistogram<double>("swarm.activity.duration", "s", "How long attempts ran.");
        RoundDuration = _meter.CreateHistogram<double>("swarm.round.duration", "s", "From a proposal to its decision.");
        RoundTimeouts = _meter.CreateCounter<long>("swarm.round.timeouts", description: "Silent proposers replaced.");
        ViewChanges = _meter.CreateCounter<long>("swarm.view.changes", description: "Views installed.");
        EntriesIgnored = _meter.CreateCounter<long>("swarm.entries.ignored", description: "Entries that do not stand.");
        PeersMisbehaved = _meter.CreateCounter<long>("swarm.peer.misbehaved", description: "Words of no honest peer.");
    }

    internal Counter<long> ActivitiesEnded { get; }

    internal Histogram<double> ActivityDuration { get; }

    internal Histogram<double> RoundDuration { get; }

    internal Counter<long> RoundTimeouts { get; }

    internal Counter<long> ViewChanges { get; }

    internal Counter<long> EntriesIgnored { get; }

    internal Counter<long> PeersMisbehaved { get; }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
