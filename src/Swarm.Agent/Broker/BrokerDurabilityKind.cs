namespace Swarm.Agent.Broker;

/// <summary>How it is known whether what the broker acknowledges survives a power cut.</summary>
internal enum BrokerDurabilityKind
{
    /// <summary>This agent proved it when the broker started.</summary>
    Proven,

    /// <summary>The operator of a given broker asserts it.</summary>
    Asserted,

    /// <summary>Those who were in the swarm before answer for it.</summary>
    Reported,

    /// <summary>It does not, or nobody knows, and the operator said that this is fine.</summary>
    LossAccepted,
}
