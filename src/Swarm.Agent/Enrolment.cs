using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent.Identity;
using Swarm.Agent.Peers;

namespace Swarm.Agent;

/// <summary>
/// Enrols an agent or a user with a token: makes its key here, shows it to whoever the token names, and keeps the
/// certificate that comes back.
/// </summary>
public static class Enrolment
{
    /// <summary>Reads what a token says of itself.</summary>
    /// <exception cref="FormatException">It is none, or was cut off.</exception>
    public static TokenReading Read(string token)
    {
        EnrolmentToken read = EnrolmentToken.Parse(token);
        return new TokenReading(read.Kind, read.Name, read.Place);
    }

    /// <summary>The user whose certificate a folder holds; null when there is none that can be read.</summary>
    public static string? UserIn(string folder)
    {
        IdentityFolder user = IdentityFolder.OfUser(folder);
        return user.Exists && user.Principal() is { Kind: PrincipalKind.User } who ? who.Name : null;
    }

    /// <summary>Enrols.</summary>
    /// <exception cref="FormatException">The token is none.</exception>
    /// <exception cref="SwarmException">The token is not good, or whoever it names does not answer.</exception>
    public static async Task<EnrolmentReport> JoinAsync(
        EnrolmentOrder order, TimeProvider time, CancellationToken cancellationToken)
    {
        EnrolmentToken token = EnrolmentToken.Parse(order.Token);
        IdentityFolder folder = token.Kind == PrincipalKind.User
            ? IdentityFolder.OfUser(order.Folder) : IdentityFolder.OfAgent(order.Folder);
        RequireSameSwarm(folder, token, time);
        if (token.Kind == PrincipalKind.User && UserIn(order.Folder) is { } present && present != order.Name)
        {
            throw new SwarmException(
                ErrorCode.PeerRefused,
                $"'{order.Folder}' is of user {present}: name another folder for {order.Name} (--state, or --to with "
                + "'swarm ca user'), which then counts where XDG_DATA_HOME leads to it, or remove this one");
        }

        using EnrolmentKeys keys = new(folder, token.Kind == PrincipalKind.Issuer, NullLogger.Instance, time);
        Enrolled enrolled = await AskAsync(token, keys.Request(order.Name), time, cancellationToken);
        CertificateVerdict verdict = keys.Keep(enrolled, token.Authority);
        Remember(token, order.Folder);
        return new EnrolmentReport(
            token.Kind,
            order.Name,
            SignedTrust.Parse(enrolled.Trust).Bundle.Title,
            folder.Folder,
            verdict.Chain[0].NotAfter,
            token.Place);
    }

    private static async Task<Enrolled> AskAsync(
        EnrolmentToken token, EnrolmentRequest request, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!token.IsFolder)
        {
            using EnrolmentCaller caller = new(token.Place, new PeerOptions(), time);
            return await caller.AskAsync(token, request, cancellationToken);
        }

        using AuthorityFolder authority = AuthorityFolder.Open(token.Place, NullLogger.Instance, time);
        using EnrolmentDesk desk = authority.OpenDesk();
        return await desk.EnrolAsync(token.Secret, request, cancellationToken);
    }

    // Whoever enrolled an agent is of the swarm that it will join.
    private static void Remember(EnrolmentToken token, string stateFolder)
    {
        SeedFile seeds = new(stateFolder);
        if (token is { IsFolder: false, Kind: not PrincipalKind.User })
        {
            seeds.Write([.. seeds.Read(), token.Place]);
        }
    }

    private static void RequireSameSwarm(IdentityFolder folder, EnrolmentToken token, TimeProvider time)
    {
        if (!folder.Exists)
        {
            return;
        }

        TrustBundle present = TrustStore.Load(folder.TrustFile, NullLogger.Instance, time).Bundle;
        if (!present.Roots.Any(root => TrustBundle.FingerprintOf(root) == token.Authority))
        {
            throw new SwarmException(
                ErrorCode.PeerRefused,
                $"'{folder.Folder}' is of the swarm {Printable.Of(present.Title, 60)}, and the token is of another, or "
                + "of the same with a new authority: name another --state folder, or remove this one");
        }
    }
}
