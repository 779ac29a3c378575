using Swarm.Core;
using Swarm.Core.Membership;
using Swarm.Model;

namespace Swarm.UnitTests.Core.Signing;

/// <summary>A message on its way.</summary>
/// <param name="From">Whose link it comes over.</param>
/// <param name="To">Who hears it.</param>
/// <param name="Message">What it says.</param>
internal sealed record Letter(MemberKey From, AgentId To, PeerMessage Message);
