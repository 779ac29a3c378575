using Swarm.Agent.Identity;

namespace Swarm.Agent;

/// <summary>What an enrolment gave.</summary>
/// <param name="Kind">What was enrolled.</param>
/// <param name="Name">Its name.</param>
/// <param name="Title">What the operator calls the swarm.</param>
/// <param name="Folder">Where the certificate is.</param>
/// <param name="NotAfter">Until when it is good.</param>
/// <param name="Place">Who answered: <c>host:port</c>, or the authority's folder.</param>
public sealed record EnrolmentReport(
    PrincipalKind Kind, string Name, string Title, string Folder, DateTimeOffset NotAfter, string Place);
