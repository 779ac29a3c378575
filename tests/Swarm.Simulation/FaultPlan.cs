using Swarm.Core;

namespace Swarm.Simulation;

/// <summary>Which faults a run has and how bad they are: drawn from its seed.</summary>
/// <param name="LossPermille">How many of a thousand messages between agents are lost.</param>
/// <param name="DuplicatePermille">How many arrive twice.</param>
/// <param name="MinDelayMicros">The shortest way of a message.</param>
/// <param name="MaxDelayMicros">The longest way of a message; ways differ, so messages overtake each other.</param>
/// <param name="CrashEveryMicros">How often some agent crashes; 0 for never.</param>
/// <param name="PauseEveryMicros">How often some agent stands still for a while; 0 for never.</param>
/// <param name="PartitionEveryMicros">How often the network between agents splits for a while; 0 for never.</param>
/// <param name="PoolOutageEveryMicros">How often the broker is away for a while; 0 for never.</param>
/// <param name="UnknownAppendPermille">
/// How many of a thousand appends are stored or not without anybody saying so.
/// </param>
/// <param name="FailPermille">How many of a thousand runs fail.</param>
/// <param name="EndMicros">When the faults stop; afterwards everything must come to an end.</param>
public sealed record FaultPlan(
    int LossPermille,
    int DuplicatePermille,
    long MinDelayMicros,
    long MaxDelayMicros,
    long CrashEveryMicros,
    long PauseEveryMicros,
    long PartitionEveryMicros,
    long PoolOutageEveryMicros,
    int UnknownAppendPermille,
    int FailPermille,
    long EndMicros)
{
    /// <summary>
    /// How often some agent cannot write to the log for a while, although it hears and answers everybody; 0 for never.
    /// </summary>
    public long MuteEveryMicros { get; init; }

    /// <summary>How many of a thousand runs hang: they never end by themselves.</summary>
    public int HangPermille { get; init; }

    /// <summary>How many of a thousand campaigns somebody cancels within a second.</summary>
    public int CancelPermille { get; init; }

    /// <summary>
    /// Whether the first agent that is given a run when all are members cannot write to the log from then on.
    /// </summary>
    public bool IsFirstRunnerMute { get; init; }

    /// <summary>No faults at all on a local network.</summary>
    public static FaultPlan None { get; } = new(0, 0, 50, 500, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Draws a plan.</summary>
    public static FaultPlan Draw(Rng rng)
    {
        long Sometimes(long micros) => rng.Below(2) == 0 ? 0 : micros + rng.Below(micros);
        return new FaultPlan(
            (int)rng.Below(2) * (int)rng.Below(250),
            (int)rng.Below(100),
            50 + rng.Below(5_000),
            5_100 + rng.Below(80_000),
            Sometimes(4_000_000),
            Sometimes(4_000_000),
            Sometimes(6_000_000),
            Sometimes(8_000_000),
            (int)rng.Below(2) * (int)rng.Below(200),
            (int)rng.Below(150),
            20_000_000)
        {
            MuteEveryMicros = Sometimes(6_000_000),
            HangPermille = (int)rng.Below(2) * (int)rng.Below(100),
            CancelPermille = (int)rng.Below(300),
        };
    }
}
