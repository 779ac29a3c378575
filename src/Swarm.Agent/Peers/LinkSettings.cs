using Microsoft.Extensions.Logging;
using Swarm.Core.Membership;

namespace Swarm.Agent.Peers;

/// <summary>What all links of an agent have in common.</summary>
/// <param name="SelfAsync">The agent in its incarnation; comes once it has one, and links wait for it.</param>
/// <param name="MaxBackoff">The longest wait between two attempts to open a link.</param>
/// <param name="Log">Where links say things.</param>
/// <param name="Time">The time.</param>
internal sealed record LinkSettings(
    Func<CancellationToken, Task<MemberKey>> SelfAsync, TimeSpan MaxBackoff, ILogger Log, TimeProvider Time);
