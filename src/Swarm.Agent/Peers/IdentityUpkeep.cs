using Microsoft.Extensions.Logging;
using Swarm.Agent.Identity;

namespace Swarm.Agent.Peers;

/// <summary>
/// Keeps up who this agent is and whom it trusts: takes what the operator puts into its folder, hands a new list on to
/// others, ends what goes on with who is trusted no longer, and renews the certificate before it runs out.
/// </summary>
internal sealed class IdentityUpkeep(
    AgentIdentity identity,
    GrpcPeerTransport peers,
    Func<IReadOnlyList<KnownPeer>> members,
    ILogger log,
    TimeProvider time)
{
    private const int ToldAtOnce = 8;
    private static readonly TimeSpan s_lookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_compareInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_renewInterval = TimeSpan.FromMinutes(5);

    private long _told = identity.Trust.Bundle.Version;
    private long _compared = time.GetTimestamp();
    private long? _tried;

    /// <summary>Goes on until it is canceled.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(s_lookInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            identity.Look();
            identity.Callers.Look();
            await ShareAsync(cancellationToken);
            if (identity.IsDue && (_tried is not { } at || time.GetElapsedTime(at) >= s_renewInterval))
            {
                _tried = time.GetTimestamp();
                await RenewAsync(cancellationToken);
            }
        }
    }

    // A new list goes to some, who tell others; who missed it is found when two compare theirs.
    private async Task ShareAsync(CancellationToken cancellationToken)
    {
        long version = identity.Trust.Bundle.Version;
        bool isNew = version != _told;
        if (!isNew && time.GetElapsedTime(_compared) < s_compareInterval)
        {
            return;
        }

        _told = version;
        _compared = time.GetTimestamp();
        await Task.WhenAll(Others().Take(isNew ? ToldAtOnce : 1).Select(peer => TellAsync(peer, cancellationToken)));
    }

    private async Task TellAsync(KnownPeer peer, CancellationToken cancellationToken)
    {
        try
        {
            await peers.ShareTrustAsync(peer, cancellationToken);
        }
        catch (SwarmException)
        {
            // It is away; another tells it, or it asks when it is back.
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        byte[] request = identity.RequestRenewal();
        string reason = "no other agent is here";
        foreach ((string host, Func<Task<Enrolled>> ask) in Renewers(request, cancellationToken))
        {
            try
            {
                identity.Renew(await ask());
                Log.Renewed(log, host);
                return;
            }
            catch (SwarmException refused)
            {
                reason = refused.Message;
            }
        }

        Log.NotRenewed(log, identity.NotAfter, reason);
    }

    private IEnumerable<(string Host, Func<Task<Enrolled>> Ask)> Renewers(
        byte[] request, CancellationToken cancellationToken)
    {
        if (identity.Desk is { } desk)
        {
            yield return (identity.Agent.Text, () => desk.RenewAsync(identity.Verdict, request, cancellationToken));
        }

        foreach (KnownPeer peer in Others())
        {
            yield return (peer.Key.Agent.Text, () => peers.RenewAsync(peer, request, cancellationToken));
        }
    }

    private KnownPeer[] Others()
    {
        KnownPeer[] others = [.. members().Where(one => one.Key.Agent != identity.Agent)];
        Random.Shared.Shuffle(others);
        return others;
    }
}
