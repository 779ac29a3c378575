using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent.Identity;
using Swarm.Agent.Peers;
using Swarm.Model;

namespace Swarm.IntegrationTests.Identity;

/// <summary>A swarm's authority for one test, and agents that it enrols.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly List<IDisposable> _made = [];
    private int _states;

    internal TestAuthority(bool isThrowaway = false, string title = "test")
    {
        Folder = Directory.CreateTempSubdirectory("swarm-pki-").FullName;
        Authority = AuthorityFolder.Create(
            Ca, title, isThrowaway, NullLogger.Instance, TimeProvider.System);
    }

    internal string Folder { get; }

    internal string Ca => Path.Combine(Folder, "ca");

    internal AuthorityFolder Authority { get; private set; }

    /// <summary>The secret by which agents of this swarm enrol others, where a test gives them one.</summary>
    internal SwarmSecret Secret { get; } = new(RandomBytes.New(SwarmSecret.SizeBytes));

    /// <summary>A state folder that nobody has used.</summary>
    internal string NewState() => Path.Combine(Folder, $"state-{Interlocked.Increment(ref _states)}");

    /// <summary>Enrols an agent, into a folder of its own unless one is named.</summary>
    internal async Task<AgentIdentity> EnrolAsync(string name, string? state = null, Enrolling? how = null)
    {
        IdentityFolder folder = IdentityFolder.OfAgent(state ?? NewState());
        Enrolling settled = how ?? new Enrolling();
        string text = await CertificateDesk.OfAuthority(Ca, TimeProvider.System).NewTokenAsync(
            new TokenOrder(
                settled.Delegates ? PrincipalKind.Issuer : settled.Kind,
                name,
                TimeSpan.FromMinutes(5),
                settled.Valid,
                Ca),
            default);
        EnrolmentToken token = EnrolmentToken.Parse(text);
        using EnrolmentKeys keys = new(folder, settled.Delegates, NullLogger.Instance, TimeProvider.System);
        using EnrolmentDesk desk = Authority.OpenDesk();
        keys.Keep(await desk.EnrolAsync(token.Secret, keys.Request(name), default), token.Authority);
        return Load(name, folder, settled);
    }

    /// <summary>Reads an agent's identity.</summary>
    internal AgentIdentity Load(string name, IdentityFolder folder, Enrolling how)
    {
        AgentIdentity identity = AgentIdentity.Load(
            folder, AgentId.Parse(name), how.Log ?? (Microsoft.Extensions.Logging.ILogger)NullLogger.Instance,
            how.Time ?? TimeProvider.System);
        _made.Add(identity);
        return identity;
    }

    /// <summary>Who an agent is to its peers.</summary>
    internal async Task<PeerIdentity> PeerAsync(string name, Enrolling? how = null) =>
        new(AgentId.Parse(name), await EnrolAsync(name, null, how), how?.Secret);

    /// <summary>Revokes a name.</summary>
    internal void Revoke(string name) => Authority.Revoke(
        new Revocation(PrincipalKind.Agent, name, null, TimeProvider.System.GetUtcNow(), "lost in a test"));

    public void Dispose()
    {
        _made.ForEach(one => one.Dispose());
        Authority.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>How an agent is enrolled.</summary>
    internal sealed record Enrolling
    {
        internal PrincipalKind Kind { get; init; } = PrincipalKind.Agent;

        internal bool Delegates { get; init; }

        internal TimeSpan Valid { get; init; } = TimeSpan.FromDays(1);

        internal TimeProvider? Time { get; init; }

        internal Said? Log { get; init; }

        internal SwarmSecret? Secret { get; init; }
    }
}
