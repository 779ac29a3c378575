using System.Net;
using Microsoft.Extensions.Logging;
using Swarm.Agent.Identity;
using Swarm.Agent.Peers;

namespace Swarm.Agent;

/// <summary>
/// Finds out who this agent is: by the certificate that its operator enrolled it with; else, on one host and for a try,
/// by an authority that the founder makes for itself and that enrols whoever knows the swarm's secret.
/// </summary>
internal sealed class IdentityArrival(AgentOptions options, ILoggerFactory loggers, TimeProvider time)
{
    private const string SecretName = "swarm.secret";
    private const string AuthorityName = "authority";

    private readonly IdentityFolder _folder = IdentityFolder.OfAgent(options.State);
    private readonly ILogger _log = loggers.CreateLogger<AgentIdentity>();

    private string SecretFile => options.SecretFile ?? Path.Combine(options.State, SecretName);

    private string AuthorityPath => Path.Combine(options.State, AuthorityName);

    /// <summary>Reads who this agent is, after it was enrolled if it has to be.</summary>
    /// <param name="seeds">Agents of the swarm to join; none when it is to be founded.</param>
    /// <param name="cancellationToken">Ends the wait for somebody to enrol it.</param>
    /// <exception cref="SwarmException">It is nobody here; the message names the remedy.</exception>
    internal async Task<PeerIdentity> ArriveAsync(IReadOnlyList<string> seeds, CancellationToken cancellationToken)
    {
        bool isOwnFounder = AuthorityFolder.Exists(AuthorityPath) || (!_folder.Exists && seeds.Count == 0);
        AuthorityFolder? authority = isOwnFounder ? OpenAuthority() : null;
        if (!_folder.Exists || IsStale())
        {
            await (authority is not null
                ? AdmitOwnAsync(authority, cancellationToken)
                : EnrolAsync(seeds, cancellationToken));
        }

        AgentIdentity identity = AgentIdentity.Load(_folder, options.Id, _log, time);
        if (authority is not null)
        {
            identity.Use(authority.OpenDesk());
        }

        bool isThrowaway = identity.Trust.Bundle.IsThrowaway;
        RequireFit(isThrowaway);
        return new PeerIdentity(options.Id, identity, isThrowaway ? Secret(authority is not null) : null);
    }

    private AuthorityFolder OpenAuthority() =>
        AuthorityFolder.Exists(AuthorityPath)
            ? AuthorityFolder.Open(AuthorityPath, _log, time)
            : AuthorityFolder.Create(AuthorityPath, options.Name, isThrowaway: true, _log, time);

    private async Task AdmitOwnAsync(AuthorityFolder authority, CancellationToken cancellationToken)
    {
        using EnrolmentDesk desk = authority.OpenDesk();
        using EnrolmentKeys keys = new(_folder, delegates: false, _log, time);
        Enrolled enrolled = await desk.AdmitAsync(keys.Request(options.Name), cancellationToken);
        keys.Keep(enrolled, TrustBundle.FingerprintOf(authority.Bundle.Roots[^1]));
    }

    // Whoever knows the secret and is enrolled by the founder can enrol others in turn.
    private async Task EnrolAsync(IReadOnlyList<string> seeds, CancellationToken cancellationToken)
    {
        SwarmSecret secret = SwarmSecret.Load(SecretFile);
        using EnrolmentKeys keys = new(_folder, delegates: true, _log, time);
        EnrolmentRequest request = keys.Request(options.Name);
        Enrolled enrolled = await SeedRound.AskAsync(
            seeds,
            async seed =>
            {
                using EnrolmentCaller caller = new(seed, options.Peers, time);
                return await caller.AskAsync(options.Id, secret, request, cancellationToken);
            },
            time,
            cancellationToken);
        keys.Keep(enrolled, EnrolmentCheck.AuthorityOf(enrolled));
    }

    // A throw-away certificate that ran out while nobody could renew it is made anew, as it was made at first.
    private bool IsStale()
    {
        TrustStore trust = TrustStore.Load(_folder.TrustFile, _log, time);
        if (!trust.Bundle.IsThrowaway)
        {
            return false;
        }

        return _folder.Judge(trust).Reason is not null;
    }

    private SwarmSecret? Secret(bool founds) =>
        founds ? SwarmSecret.LoadOrCreate(SecretFile, loggers.CreateLogger<SwarmSecret>())
        : File.Exists(SecretFile) ? SwarmSecret.Load(SecretFile)
        : null;

    private void RequireFit(bool isThrowaway)
    {
        if (isThrowaway && !IPAddress.IsLoopback(IPAddress.Parse(options.Listen)))
        {
            throw new SwarmException(
                ErrorCode.PeerRefused,
                $"the agent would listen on '{options.Listen}', beyond this host, and its swarm has no authority but "
                + "the one it made for itself: make one with 'swarm ca init', enrol this agent with 'swarm ca token' "
                + "and 'swarm ca join', or listen on 127.0.0.1 and let other hosts come through an ssh tunnel");
        }
    }
}
