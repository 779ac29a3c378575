using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Swarm.Core;
using Swarm.Core.Consensus;

namespace Swarm.Agent.Telemetry;

/// <summary>
/// The meter of this agent and the names on it, and its spans. Tags of the meter have few values: outcome and code,
/// never an id. All spans of a campaign are in one trace, whichever agent they are of: its number follows from the
/// campaign's id.
/// </summary>
internal sealed class SwarmTelemetry : IDisposable
{
    /// <summary>The name of the meter and of the source of spans, for whoever exports them.</summary>
    internal const string Name = "Swarm";

    private const int TraceBytes = 16;
    private const int SpanBytes = 8;

    private static readonly ActivitySource s_spans = new(Name);

    private readonly Meter _meter;

    internal SwarmTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
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

    /// <summary>Begins the span in which a campaign is taken in.</summary>
    internal static Span Dispatch(CampaignId campaign) =>
        new(s_spans.StartActivity("dispatch", ActivityKind.Server, TraceOf(campaign)));

    /// <summary>Begins the span of a stage of a run: materialise, execute or keep.</summary>
    internal static Span Stage(string name, RunOrder order)
    {
        Activity? span = s_spans.StartActivity(name, ActivityKind.Internal, TraceOf(order.Activity.Campaign));
        span?.SetTag("swarm.activity", order.Spec.Name);
        span?.SetTag("swarm.attempt", order.Attempt.Number);
        return new Span(span);
    }

    /// <summary>Tells of a round that decided just now; it is of no campaign, for its batch may be of many.</summary>
    internal static void Decided(Slot slot, int items, long micros)
    {
        using Activity? span = s_spans.StartActivity("decide", ActivityKind.Internal, default(ActivityContext));
        span?.SetStartTime(span.StartTimeUtc.AddMicroseconds(-micros));
        span?.SetTag("swarm.slot", slot.ToString());
        span?.SetTag("swarm.items", items);
    }

    private static ActivityContext TraceOf(CampaignId campaign)
    {
        if (!s_spans.HasListeners())
        {
            return default;
        }

        ReadOnlySpan<byte> digest = Digest.Of(Encoding.UTF8.GetBytes(campaign.Text)).ToArray();
        return new ActivityContext(
            ActivityTraceId.CreateFromBytes(digest[..TraceBytes]),
            ActivitySpanId.CreateFromBytes(digest[TraceBytes..(TraceBytes + SpanBytes)]),
            ActivityTraceFlags.Recorded,
            isRemote: true);
    }

    /// <summary>A span that ends when it is disposed of; nothing when nobody listens.</summary>
    internal readonly struct Span(Activity? span) : IDisposable
    {
        /// <summary>Says that it went wrong.</summary>
        internal void Fail(ErrorCode code, string message)
        {
            span?.SetTag("swarm.code", code.ToString());
            span?.SetStatus(ActivityStatusCode.Error, message);
        }

        /// <inheritdoc/>
        public void Dispose() => span?.Dispose();
    }
}
