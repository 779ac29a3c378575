using Swarm.Core.Consensus;
using Swarm.Simulation.Faults;

namespace Swarm.Simulation;

/// <summary>How a run is made from its seed.</summary>
public sealed record SimOptions
{
    /// <summary>How large it is.</summary>
    public SimScale Scale { get; init; } = SimScale.Small;

    /// <summary>Its faults; null to draw them.</summary>
    public FaultPlan? Plan { get; init; }

    /// <summary>The places, in the drawn plan, of the faults that are kept; null for all.</summary>
    public IReadOnlyCollection<int>? Keep { get; init; }

    /// <summary>Whether nobody cancels a campaign, or has one tried again.</summary>
    public bool IsUserSteady { get; init; }

    /// <summary>How committees agree; null to draw it.</summary>
    public AgreementMode? Mode { get; init; }

    /// <summary>Takes the transcript, line by line; null for nobody.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>Whether the transcript has what agents say to each other.</summary>
    public bool WithWords { get; init; }
}
