using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Swarm.Agent.Identity;

/// <summary>
/// The asker's side of an enrolment: its key, which stays here, the request by which it shows that it has it, and a
/// look at what comes back before that is kept.
/// </summary>
internal sealed class EnrolmentKeys : IDisposable
{
    private readonly IdentityFolder _folder;
    private readonly ECDsa _key;
    private readonly ECDsa? _delegation;
    private readonly TimeProvider _time;

    /// <summary>Reads the key, or makes it, and makes one for a delegation if that is wanted.</summary>
    /// <exception cref="SwarmException">The key cannot be read or made.</exception>
    internal EnrolmentKeys(IdentityFolder folder, bool delegates, ILogger log, TimeProvider time)
    {
        using AgentKey own = AgentKey.LoadOrCreate(folder.KeyFile, log);
        _folder = folder;
        _time = time;
        _key = own.ExportForCertificate();
        _delegation = delegates ? CertificateKeys.New() : null;
    }

    /// <summary>What is asked.</summary>
    internal EnrolmentRequest Request(string name) => new(
        name,
        CertificateKeys.Request(_key),
        _delegation is null ? null : CertificateKeys.Request(_delegation));

    /// <summary>Keeps what came back, if the authority that was pinned signed it and it is for this key.</summary>
    /// <exception cref="SwarmException">It is not so, or the folder cannot be written.</exception>
    internal CertificateVerdict Keep(Enrolled enrolled, Digest authority)
    {
        CertificateVerdict verdict = EnrolmentCheck.Accept(enrolled, authority, _key, _time);
        _folder.Keep(enrolled, _delegation);
        return verdict;
    }

    /// <summary>Forgets the keys.</summary>
    public void Dispose()
    {
        _key.Dispose();
        _delegation?.Dispose();
    }
}
