using Swarm.Core;
using Swarm.Core.Membership;

namespace Swarm.Agent.Ports;

/// <summary>Carries messages between agents. What arrives goes to the mailbox.</summary>
public interface IPeerTransport
{
    /// <summary>Sends without waiting: a full link drops its oldest message and counts it.</summary>
    void Send(AgentId to, PeerMessage message);

    /// <summary>Says whom there should be links to: members, and those who ask to join.</summary>
    void Link(IReadOnlyList<Member> peers);

    /// <summary>How many messages were dropped because a link or the mailbox was full.</summary>
    long Dropped { get; }
}
