namespace Swarm.Agent.Identity;

/// <summary>A token that is out; nobody can make the token itself of it.</summary>
/// <param name="Id">The first digits of its digest.</param>
/// <param name="Kind">What it enrols.</param>
/// <param name="Name">For whom; empty for any name that is free.</param>
/// <param name="Until">Until when it is good.</param>
/// <param name="UsedFor">For whom it was used; empty while it was not.</param>
public sealed record TokenReport(string Id, PrincipalKind Kind, string Name, DateTimeOffset Until, string UsedFor);
