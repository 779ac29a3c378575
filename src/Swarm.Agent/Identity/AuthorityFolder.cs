using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Swarm.Agent.Identity;

/// <summary>
/// A swarm's authority in its operator's folder: its key, which never leaves it, whom the swarm trusts, and what was
/// signed here. Opened by commands of the operator; no agent needs it.
/// </summary>
internal sealed class AuthorityFolder : IDisposable
{
    private const string KeyName = "authority.key";
    private const string NextKeyName = "authority.next.key";
    private const string TrustName = "trust.json";

    private readonly string _folder;
    private readonly List<ECDsa> _keys;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private SignedTrust _trust;

    private AuthorityFolder(string folder, SignedTrust trust, List<ECDsa> keys, ILogger log, TimeProvider time)
    {
        _folder = folder;
        _trust = trust;
        _keys = keys;
        _log = log;
        _time = time;
        Book = new DeskBook(folder, time);
    }

    /// <summary>Whom the swarm trusts.</summary>
    internal TrustBundle Bundle => _trust.Bundle;

    /// <summary>The same, to hand on.</summary>
    internal string TrustText => _trust.Text;

    /// <summary>What was given and signed here.</summary>
    internal DeskBook Book { get; }

    /// <summary>Whether the key is being changed.</summary>
    internal bool IsRotating => Bundle.Roots.Count > 1;

    /// <summary>Whether a folder holds an authority.</summary>
    internal static bool Exists(string folder) =>
        File.Exists(Path.Combine(folder, KeyName)) || File.Exists(Path.Combine(folder, NextKeyName));

    /// <summary>Makes an authority.</summary>
    /// <exception cref="SwarmException">There is one already, or the folder cannot be written.</exception>
    internal static AuthorityFolder Create(
        string folder, string title, bool isThrowaway, ILogger log, TimeProvider time)
    {
        if (Exists(folder) || File.Exists(Path.Combine(folder, TrustName)))
        {
            throw new SwarmException(
                ErrorCode.PeerRefused,
                $"there is an authority in '{folder}' already, and its swarm would be lost without it: name another "
                + "--folder, or change its key with 'swarm ca rotate'");
        }

        RequirePrivate(folder);
        ECDsa key = CertificateKeys.New();
        string swarm = CertificateAuthority.SwarmOf(key);
        TrustBundle bundle = new()
        {
            Swarm = swarm,
            Title = title,
            Version = 1,
            IsThrowaway = isThrowaway,
            Roots = [CertificateAuthority.NewRoot(key, swarm, time)],
            Revocations = [],
        };
        KeyFile(folder, KeyName).Create(key.ExportPkcs8PrivateKeyPem() + "\n");
        AuthorityFolder made = new(folder, SignedTrust.Sign(bundle, [key]), [key], log, time);
        DurableFile.Replace(Path.Combine(folder, TrustName), made.TrustText);
        return made;
    }

    /// <summary>Opens an authority.</summary>
    /// <exception cref="SwarmException">There is none, or it cannot be read.</exception>
    internal static AuthorityFolder Open(string folder, ILogger log, TimeProvider time)
    {
        if (!Exists(folder))
        {
            throw new SwarmException(
                ErrorCode.PeerRefused,
                $"there is no authority in '{folder}': make one with 'swarm ca init', or name its --folder");
        }

        SignedTrust trust = ReadTrust(folder);
        return new AuthorityFolder(folder, trust, LoadKeys(folder, trust.Bundle), log, time);
    }

    /// <summary>Enrols with the newest key.</summary>
    internal EnrolmentDesk OpenDesk()
    {
        X509Certificate2 signer = Bundle.Roots[^1].CopyWithPrivateKey(_keys[^1]);
        CertificateAuthority authority = new(Bundle.Swarm, signer, isRoot: true, _time);
        return new EnrolmentDesk(authority, Book, () => TrustText, _log, _time);
    }

    /// <summary>Adds to what is revoked.</summary>
    internal void Revoke(Revocation revocation)
    {
        Revocation[] kept = [.. Bundle.Revocations.Where(one => !IsReplacedBy(one, revocation)), revocation];
        if (kept.Length > TrustBundle.MaxRevocations)
        {
            throw new SwarmException(
                ErrorCode.PeerRefused,
                $"more than {TrustBundle.MaxRevocations} certificates are revoked: change the authority's key with "
                + "'swarm ca rotate', and none of them counts any more");
        }

        Sign(Bundle with { Revocations = kept });
    }

    /// <summary>Makes a second key: from now on it signs, and both are trusted.</summary>
    internal void BeginRotation()
    {
        if (IsRotating)
        {
            throw new SwarmException(
                ErrorCode.PeerRefused,
                "the authority's key is being changed already: 'swarm ca rotate --finish' ends it once every agent has "
                + "a new certificate");
        }

        ECDsa next = CertificateKeys.New();
        File.Delete(Path.Combine(_folder, NextKeyName));
        KeyFile(_folder, NextKeyName).Create(next.ExportPkcs8PrivateKeyPem() + "\n");
        _keys.Add(next);
        Sign(Bundle with { Roots = [Bundle.Roots[^1], CertificateAuthority.NewRoot(next, Bundle.Swarm, _time)] });
    }

    /// <summary>Forgets the first key: what it signed is trusted no longer, and need not be revoked.</summary>
    internal void FinishRotation()
    {
        if (!IsRotating)
        {
            throw new SwarmException(
                ErrorCode.PeerRefused, "the authority's key is not being changed: 'swarm ca rotate' begins it");
        }

        // Signed by both, so that who trusts only the old one can still take it.
        Sign(Bundle with { Roots = [Bundle.Roots[^1]], Revocations = [] });
        File.Move(Path.Combine(_folder, NextKeyName), Path.Combine(_folder, KeyName), overwrite: true);
        _keys[0].Dispose();
        _keys.RemoveAt(0);
    }

    /// <summary>Forgets the keys.</summary>
    public void Dispose()
    {
        foreach (ECDsa key in _keys)
        {
            key.Dispose();
        }
    }

    private void Sign(TrustBundle bundle)
    {
        _trust = SignedTrust.Sign(bundle with { Version = Bundle.Version + 1 }, _keys);
        DurableFile.Replace(Path.Combine(_folder, TrustName), TrustText);
    }

    // The keys of the certificates that are trusted, in their order. A change of keys that was broken off left one more
    // file, or one under its former name: what was signed decides which of them count.
    private static List<ECDsa> LoadKeys(string folder, TrustBundle bundle)
    {
        List<ECDsa> found = [];
        foreach (string name in (string[])[KeyName, NextKeyName])
        {
            if (File.Exists(Path.Combine(folder, name)))
            {
                found.Add(CertificateKeys.Load(KeyFile(folder, name)));
            }
        }

        Dictionary<Digest, ECDsa> byDigest = found.ToDictionary(CertificateKeys.DigestOf);
        List<ECDsa> keys = [];
        foreach (X509Certificate2 root in bundle.Roots)
        {
            keys.Add(byDigest.GetValueOrDefault(CertificateKeys.DigestOf(root)) ?? throw new SwarmException(
                ErrorCode.PeerRefused,
                $"the key of the authority is not in '{folder}': restore it from your backup"));
        }

        return keys;
    }

    private static bool IsReplacedBy(Revocation old, Revocation next) =>
        (old.Kind, old.Name, old.Serial) == (next.Kind, next.Name, next.Serial);

    private static OwnerOnlyFile KeyFile(string folder, string name) =>
        new(Path.Combine(folder, name), "the authority's key");

    private static SignedTrust ReadTrust(string folder)
    {
        string path = Path.Combine(folder, TrustName);
        try
        {
            return SignedTrust.Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new SwarmException(
                ErrorCode.PeerRefused, $"'{path}' cannot be read ({e.Message}): restore it from your backup", e);
        }
    }

    private static void RequirePrivate(string folder)
    {
        try
        {
            DurableFile.CreateFolder(folder);
            File.SetUnixFileMode(
                folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SwarmException(
                ErrorCode.PeerRefused, $"the folder '{folder}' cannot be made ({e.Message}): name another --folder", e);
        }
    }
}
