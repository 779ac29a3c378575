using System.Net;
using Swarm.Agent.Identity;
using Swarm.Agent.Pool;

namespace Swarm.Agent.Broker;

/// <summary>How the child broker is reached, and by whom.</summary>
/// <param name="Identity">Whose broker it is; it shows that agent's certificate.</param>
/// <param name="Listen">The address it listens on.</param>
/// <param name="Host">The host by which others reach it; an IPv6 address in brackets.</param>
/// <param name="Log">The log's short name in subjects.</param>
internal sealed record BrokerDoor(AgentIdentity Identity, IPAddress Listen, string Host, string Log)
{
    /// <summary>Whose broker it is.</summary>
    internal AgentId Owner => Identity.Agent;

    /// <summary>Where it is.</summary>
    internal string UrlOf(int port) => $"tls://{Host}:{port}";

    /// <summary>The users in the server's own language: a key may say and hear what its agent may.</summary>
    internal string Render(IEnumerable<BrokerUser> users)
    {
        PoolSubjects subjects = new(Log);
        return string.Concat(users.Select(user => Render(subjects, user)));
    }

    private string Render(PoolSubjects subjects, BrokerUser user)
    {
        AgentId agent = AgentId.Parse(user.Agent);
        string name = CertificateNames.OfKey(Identity.Trust.Bundle.Swarm, new Digest(Convert.FromHexString(user.Key)));
        IReadOnlyList<string> publish = agent == Owner
            ? PoolGrants.PublishOfHost(subjects, agent) : PoolGrants.Publish(subjects, agent);
        return $$"""
                { user: "{{name}}", permissions: {
                  publish: [{{Words(publish)}}], subscribe: [{{Words(PoolGrants.Subscribe(agent))}}] } }

            """;
    }

    private static string Words(IEnumerable<string> words) => string.Join(", ", words.Select(word => $"\"{word}\""));
}
