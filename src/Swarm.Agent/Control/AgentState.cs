namespace Swarm.Agent.Control;

/// <summary>What there is to say about the process, beside what its core believes.</summary>
internal sealed class AgentState
{
    /// <summary>The timestamp at which it started.</summary>
    internal required long StartedAt { get; init; }

    /// <summary>The path of its control socket.</summary>
    internal required string Socket { get; init; }

    /// <summary>Where the broker is, without secrets.</summary>
    internal required string BrokerUrl { get; init; }

    /// <summary>Whether the broker is this agent's child.</summary>
    internal required bool OwnsBroker { get; init; }

    /// <summary>What the broker's acknowledgement means.</summary>
    internal required string Durability { get; init; }

    /// <summary>How far the broker's clock is ahead of this host's; null while the broker is away.</summary>
    internal required Func<CancellationToken, Task<TimeSpan?>> ClockAhead { get; init; }

    /// <summary>Takes commands to the core.</summary>
    internal required AgentMailbox Mailbox { get; init; }

    /// <summary>How many messages of peers were dropped.</summary>
    internal required Func<long> PeerMessagesDropped { get; init; }

    /// <summary>How many entries did not stand.</summary>
    internal required Func<long> EntriesIgnored { get; init; }

    /// <summary>Why it must not stop now, because others use its broker; null when it may.</summary>
    internal required Func<CancellationToken, Task<string?>> WhyNotStop { get; init; }

    /// <summary>Hears that it is to stop.</summary>
    internal required Action<StopWish> StopRequested { get; init; }

    /// <summary>Whether it is ending.</summary>
    internal bool IsStopping { get; set; }
}
