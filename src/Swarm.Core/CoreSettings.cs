namespace Swarm.Core;

/// <summary>
/// Every number that deciding depends on, in one table. Times are durations in microseconds, compared with the moments
/// that come with each input: ticks only say that time has passed (docs/decisions/0002).
/// </summary>
public sealed record CoreSettings
{
    /// <summary>What this agent offers.</summary>
    public required Membership.Capabilities Capabilities { get; init; }

    /// <summary>What its signatures are checked by.</summary>
    public required Membership.PublicKey PublicKey { get; init; }

    /// <summary>Where its peers reach it, as <c>host:port</c>.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Whether it may found a swarm when the log is empty; a joiner may not.</summary>
    public bool MayFound { get; init; }

    /// <summary>What all agents of the swarm do alike, if this one founds it.</summary>
    public Membership.SwarmRules Rules { get; init; } = Membership.SwarmRules.Default;

    /// <summary>
    /// How often members say that they are here. Default 0.5 s. Lower finds the dead sooner; each halving doubles the
    /// messages at rest.
    /// </summary>
    public long HeartbeatMicros { get; init; } = 500_000;

    /// <summary>
    /// How long a member may be silent before it is taken for dead. Default 3 s, six heartbeats. Lower re-runs its work
    /// sooner; too low takes the slow for dead.
    /// </summary>
    public long DeadAfterMicros { get; init; } = 3_000_000;

    /// <summary>
    /// A gap between inputs that means this process itself stood still: nobody is blamed for it. Default 1 s, below
    /// <see cref="DeadAfterMicros"/>.
    /// </summary>
    public long PausedAfterMicros { get; init; } = 1_000_000;

    /// <summary>How long to wait before saying again what may have been lost. Default 0.5 s.</summary>
    public long RepeatMicros { get; init; } = 500_000;

    /// <summary>
    /// By the broker's clock: how long a claim of loss waits for an answer. Default 10 s, above the broker's own
    /// fail-over of 3 to 7 s, so that nobody is cut because the broker was away.
    /// </summary>
    public long LossWaitMicros { get; init; } = 10_000_000;

    /// <summary>
    /// How long a proposer waits for the bids of members that could run an activity. Default 20 ms. It is only waited
    /// out when a member is slow; higher places better, lower decides sooner.
    /// </summary>
    public long BidWaitMicros { get; init; } = 20_000;

    /// <summary>
    /// The most activities a proposer gives away at once. Default 512, the most a batch may have. Higher costs fewer
    /// signatures for each; 1 decides about each alone.
    /// </summary>
    public int MaxBatch { get; init; } = Consensus.Batch.MaxItems;

    /// <summary>
    /// How long a silent proposer keeps its turn in ballot 0 while round trips are not known; doubled in each ballot.
    /// Default 0.5 s. Afterwards it is the bid wait and three round trips, within the two limits below.
    /// </summary>
    public long BallotMicros { get; init; } = 500_000;

    /// <summary>
    /// The least time that a proposer has, whatever the round trips. Default 0.15 s, above the pauses of a busy host
    /// and of its disk. Lower replaces the dead sooner; too low replaces the slow, which costs a round.
    /// </summary>
    public long MinBallotMicros { get; init; } = 150_000;

    /// <summary>The most time that a proposer has in ballot 0, whatever the round trips. Default 2 s.</summary>
    public long MaxBallotMicros { get; init; } = 2_000_000;

    /// <summary>
    /// How long the second in line waits before it appends a decision itself. Default 0.3 s; the third twice.
    /// </summary>
    public long AppendRankMicros { get; init; } = 300_000;

    /// <summary>How long an append without an answer counts as under way. Default 3 s.</summary>
    public long AppendUnknownMicros { get; init; } = 3_000_000;

    /// <summary>
    /// How much work an agent takes beyond what it can run at once, as time. Default 30 ms, a few times a decision.
    /// Higher hides slow decisions; lower leaves more to be placed better.
    /// </summary>
    public long AheadMicros { get; init; } = 30_000;

    /// <summary>The most activities an agent holds beyond what it runs. Default 256.</summary>
    public int MaxAhead { get; init; } = 256;

    /// <summary>
    /// How old a run is when it is reported as running. Default 0.1 s: shorter ones only report their end.
    /// </summary>
    public long ReportAfterMicros { get; init; } = 100_000;

    /// <summary>How often a run that waits or runs for long is reported anew. Default 15 s.</summary>
    public long ProgressMicros { get; init; } = 15_000_000;

    /// <summary>
    /// By the log's working time: how long an assigned run may go without its first report before it is taken back.
    /// Default 45 s, three reports. Part of the fold, like the three that follow: the same in all agents.
    /// </summary>
    public long StartWaitMicros { get; init; } = 45_000_000;

    /// <summary>
    /// By the log's working time: how long a run that was reported may go unreported before it is taken back. Default
    /// 120 s, eight reports.
    /// </summary>
    public long ProgressWaitMicros { get; init; } = 120_000_000;

    /// <summary>
    /// By the log's working time: for how much longer than its own limit a run may be open before it is taken back.
    /// Default 10 min: its agent ends what runs too long, and what ran in time may take a while to be kept.
    /// </summary>
    public long LimitGraceMicros { get; init; } = 600_000_000;

    /// <summary>
    /// By how much the log's working time goes on between two entries at most, however far apart the broker stored
    /// them. Default 20 s, longer than holders take to report: nobody is blamed for a broker that was away. Lower
    /// forgives more and needs more entries that only move the time on.
    /// </summary>
    public long MaxSilenceMicros { get; init; } = 20_000_000;

    /// <summary>
    /// How long the log must have been silent before somebody writes only to move its time on. Default 1 s: whatever
    /// the broker's clock does, no more than one such entry a second.
    /// </summary>
    public long ClockQuietMicros { get; init; } = 1_000_000;

    /// <summary>How long holders may take to answer a need before it is asked again. Default 0.3 s.</summary>
    public long OfferWaitMicros { get; init; } = 300_000;

    /// <summary>How often a need is asked before nobody is taken to have it. Default 4.</summary>
    public int OfferRounds { get; init; } = 4;

    /// <summary>How often an activity may be handed back or lost before it fails. Default 8.</summary>
    public int MaxReleases { get; init; } = 8;

    /// <summary>What an unknown activity is expected to run for, in microseconds. Default 1 s.</summary>
    public long UnknownRunMicros { get; init; } = 1_000_000;

    /// <summary>The bandwidth that is assumed before one was measured. Default 100 MB/s.</summary>
    public long UnknownBytesPerSecond { get; init; } = 100_000_000;

    /// <summary>The length that is assumed for data whose length nobody said. Default 64 MiB.</summary>
    public long UnknownSizeBytes { get; init; } = 64L << 20;
}
