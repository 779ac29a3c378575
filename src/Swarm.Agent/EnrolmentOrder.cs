namespace Swarm.Agent;

/// <summary>Whom a token is to enrol, and where that is kept.</summary>
/// <param name="Token">The token.</param>
/// <param name="Name">The name of the agent or user.</param>
/// <param name="Folder">The state folder of the agent, or the folder of the user.</param>
public sealed record EnrolmentOrder(string Token, string Name, string Folder)
{
    /// <summary>Never the token.</summary>
    public override string ToString() => $"enrolment of {Name}";
}
