using Microsoft.Extensions.Logging;
using Swarm.Agent.Identity;
using Swarm.Core.Membership;

namespace Swarm.Agent.Peers;

/// <summary>What all links of an agent have in common.</summary>
/// <param name="IncarnatedAsync">Completes once this agent has an incarnation; links wait for it.</param>
/// <param name="Self">The agent in its incarnation of now.</param>
/// <param name="Certificates">Ends a link when the peer's certificate is good no longer.</param>
/// <param name="MaxBackoff">The longest wait between two attempts to open a link.</param>
/// <param name="Log">Where links say things.</param>
/// <param name="Time">The time.</param>
internal sealed record LinkSettings(
    Func<CancellationToken, Task> IncarnatedAsync,
    Func<MemberKey> Self,
    CertificateWatch Certificates,
    TimeSpan MaxBackoff,
    ILogger Log,
    TimeProvider Time);
