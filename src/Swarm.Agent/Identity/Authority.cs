using Microsoft.Extensions.Logging.Abstractions;

namespace Swarm.Agent.Identity;

/// <summary>What an operator does with a swarm's authority, in the folder where its key is.</summary>
public static class Authority
{
    /// <summary>Makes an authority, in a folder that nobody else can enter.</summary>
    /// <exception cref="SwarmException">There is one already, or the folder cannot be written.</exception>
    public static void Create(string folder, string title, TimeProvider time)
    {
        using AuthorityFolder made =
            AuthorityFolder.Create(folder, title, isThrowaway: false, NullLogger.Instance, time);
    }

    /// <summary>Revokes one certificate, by its serial number, or all that a name got until now.</summary>
    /// <param name="folder">The authority's folder.</param>
    /// <param name="kind">Agent or user.</param>
    /// <param name="nameOrSerial">Which.</param>
    /// <param name="why">The reason, which whoever is refused gets to read.</param>
    /// <param name="time">The time.</param>
    /// <exception cref="SwarmException">There is no authority, or the text is neither name nor number.</exception>
    public static void Revoke(string folder, PrincipalKind kind, string nameOrSerial, string why, TimeProvider time)
    {
        using AuthorityFolder opened = AuthorityFolder.Open(folder, NullLogger.Instance, time);
        bool isSerial = nameOrSerial.Length == CertificateAuthority.SerialLength
            && nameOrSerial.All(char.IsAsciiHexDigitUpper);
        if (!isSerial && !AgentId.TryParse(nameOrSerial, out _))
        {
            throw new SwarmException(
                ErrorCode.BadReference,
                $"'{Printable.Of(nameOrSerial, 60)}' is neither a name nor the serial number of a certificate: "
                + "'swarm ca list' shows both");
        }

        opened.Revoke(new Revocation(
            kind, isSerial ? "" : nameOrSerial, isSerial ? nameOrSerial : null, time.GetUtcNow(), why));
    }

    /// <summary>
    /// Begins to change the authority's key: both are trusted from now on, and the new one signs. Or ends it: the old
    /// one is forgotten, and what it signed counts no longer.
    /// </summary>
    /// <exception cref="SwarmException">There is no authority, or its key is (not) being changed already.</exception>
    public static void Rotate(string folder, bool finish, TimeProvider time)
    {
        using AuthorityFolder opened = AuthorityFolder.Open(folder, NullLogger.Instance, time);
        if (finish)
        {
            opened.FinishRotation();
        }
        else
        {
            opened.BeginRotation();
        }
    }

    /// <summary>
    /// Hands the list of whom the swarm trusts to agents of this host; they hand it on to all others.
    /// </summary>
    /// <param name="folder">The authority's folder.</param>
    /// <param name="stateFolders">The state folders of agents, of whatever swarm.</param>
    /// <param name="time">The time.</param>
    /// <returns>The folders of those who belong to the swarm and have the list now.</returns>
    /// <exception cref="SwarmException">There is no authority.</exception>
    public static IReadOnlyList<string> HandOn(string folder, IEnumerable<string> stateFolders, TimeProvider time)
    {
        using AuthorityFolder opened = AuthorityFolder.Open(folder, NullLogger.Instance, time);
        return [.. stateFolders.Where(state => TryHandTo(IdentityFolder.OfAgent(state), opened, time))];
    }

    /// <summary>Hands the list of whom the swarm trusts to a user, if the folder is of one of the swarm.</summary>
    /// <exception cref="SwarmException">There is no authority, or what the user has cannot be read.</exception>
    public static void HandToUser(string folder, string userFolder, TimeProvider time)
    {
        using AuthorityFolder opened = AuthorityFolder.Open(folder, NullLogger.Instance, time);
        TryHandTo(IdentityFolder.OfUser(userFolder), opened, time);
    }

    private static bool TryHandTo(IdentityFolder identity, AuthorityFolder authority, TimeProvider time)
    {
        if (!identity.Exists)
        {
            return false;
        }

        TrustStore store = TrustStore.Load(identity.TrustFile, NullLogger.Instance, time);
        return store.Bundle.Swarm == authority.Bundle.Swarm
            && (store.TryAdopt(authority.TrustText) || store.Bundle.Version == authority.Bundle.Version);
    }
}
