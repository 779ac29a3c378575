using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Swarm.Agent.Identity;

/// <summary>
/// Who this agent is to others: its certificate with its key, and whom it trusts. The certificate changes while the
/// agent runs, before it runs out or when its operator puts another into the folder; the next connection shows it.
/// </summary>
internal sealed class AgentIdentity : IDisposable
{
    private const double RenewAtShare = 2.0 / 3;

    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private volatile Shown _shown;
    private volatile Delegation? _delegation;
    private volatile EnrolmentDesk? _authority;

    private AgentIdentity(IdentityFolder folder, TrustStore trust, Shown shown, ILogger log, TimeProvider time)
    {
        Folder = folder;
        Trust = trust;
        _shown = shown;
        _log = log;
        _time = time;
        Callers = new CertificateWatch(trust);
        trust.Changed += () => folder.KeepRoots(trust.Bundle);
        LookAtDelegation();
    }

    /// <summary>Where it is kept.</summary>
    internal IdentityFolder Folder { get; }

    /// <summary>Whom this agent trusts.</summary>
    internal TrustStore Trust { get; }

    /// <summary>Ends what goes on with others once their certificates are good no longer.</summary>
    internal CertificateWatch Callers { get; }

    /// <summary>The agent.</summary>
    internal AgentId Agent => AgentId.Parse(_shown.Verdict.Who!.Name);

    /// <summary>What its certificate says.</summary>
    internal CertificateVerdict Verdict => _shown.Verdict;

    /// <summary>Until when it is good, with all that lead to the authority.</summary>
    internal DateTimeOffset NotAfter => _shown.Verdict.Chain.Min(one => one.NotAfter);

    /// <summary>The digest of its certificate.</summary>
    internal Digest Fingerprint => _shown.Fingerprint;

    /// <summary>What it shows; another one after a renewal.</summary>
    internal SslStreamCertificateContext Context => _shown.Context;

    /// <summary>Enrols others; null where this agent may not.</summary>
    internal EnrolmentDesk? Desk => _authority ?? _delegation?.Desk;

    /// <summary>Whether it is time for another certificate.</summary>
    internal bool IsDue => _time.GetUtcNow() >= _shown.RenewAt;

    /// <summary>Reads an agent's identity.</summary>
    /// <exception cref="SwarmException">
    /// It cannot be read, is another agent's, has run out or was revoked; the message names the remedy.
    /// </exception>
    internal static AgentIdentity Load(IdentityFolder folder, AgentId agent, ILogger log, TimeProvider time)
    {
        TrustStore trust = TrustStore.Load(folder.TrustFile, log, time);
        Shown shown = Read(folder, trust, log);
        if (shown.Verdict.Who is not { Kind: PrincipalKind.Agent } who || who.Name != agent.Text)
        {
            throw new SwarmException(
                ErrorCode.PeerRefused,
                $"the certificate in '{folder.Folder}' is of {shown.Verdict.Who}, not of agent {agent}: start it with "
                + "that name, or enrol this one with 'swarm ca join'");
        }

        Log.Identified(log, who.ToString(), trust.Bundle.Title, shown.Verdict.Chain[0].NotAfter);
        return new AgentIdentity(folder, trust, shown, log, time);
    }

    /// <summary>Lets it enrol with an authority that is this agent's own.</summary>
    internal void Use(EnrolmentDesk authority) => _authority = authority;

    /// <summary>Makes the request for another certificate.</summary>
    internal byte[] RequestRenewal() => WithKey(CertificateKeys.Request);

    /// <summary>Takes a new certificate.</summary>
    /// <exception cref="SwarmException">It is not good.</exception>
    internal void Renew(Enrolled enrolled)
    {
        CertificateVerdict next = WithKey(key => EnrolmentCheck.Accept(
            enrolled, TrustBundle.FingerprintOf(Trust.Bundle.Roots[^1]), key, _time));
        if (next.Chain.Min(one => one.NotAfter) <= NotAfter)
        {
            throw new SwarmException(
                ErrorCode.PeerRefused,
                $"the delegation of who renews it ends at {NotAfter:u} too: the operator renews that with 'swarm ca "
                + "token --issuer'");
        }

        Trust.TryAdopt(enrolled.Trust);
        DurableFile.Replace(Folder.CertificateFile, enrolled.Certificates);
        Look();
    }

    /// <summary>Looks whether there is a new certificate or a newer list of whom to trust in the folder.</summary>
    internal void Look()
    {
        lock (_gate)
        {
            Trust.Look();
            LookAtDelegation();
            if (StampOf(Folder) == _shown.Stamp)
            {
                return;
            }

            try
            {
                _shown = Read(Folder, Trust, _log);
                Log.Identified(
                    _log, _shown.Verdict.Who!.ToString(), Trust.Bundle.Title, _shown.Verdict.Chain[0].NotAfter);
            }
            catch (SwarmException e)
            {
                Log.CertificateUnusable(_log, e.Message);
                _shown = _shown with { Stamp = StampOf(Folder) };
            }
        }
    }

    /// <summary>Forgets the key.</summary>
    public void Dispose()
    {
        _shown.Leaf.Dispose();
        _delegation?.Desk?.Dispose();
        _authority?.Dispose();
    }

    // The one before may be in use; its key is forgotten with the process.
    private void LookAtDelegation()
    {
        DateTime stamp = File.GetLastWriteTimeUtc(Folder.DelegationFile);
        if (_delegation?.Stamp == stamp)
        {
            return;
        }

        try
        {
            _delegation = new Delegation(Folder.OpenDesk(Trust, _log, _time), stamp);
        }
        catch (SwarmException e)
        {
            _delegation = new Delegation(null, stamp);
            Log.CertificateUnusable(_log, e.Message);
        }
    }

    private static Shown Read(IdentityFolder folder, TrustStore trust, ILogger log)
    {
        DateTime stamp = StampOf(folder);
        X509Certificate2Collection certificates = folder.ReadCertificates();
        X509Certificate2Collection others = [.. certificates.Skip(1)];
        CertificateVerdict verdict = trust.Judge(certificates[0], others);
        if (verdict.Reason is { } reason)
        {
            throw new SwarmException(ErrorCode.PeerRefused, $"this agent's own certificate is not good: {reason}");
        }

        using AgentKey own = AgentKey.LoadOrCreate(folder.KeyFile, log);
        using ECDsa key = own.ExportForCertificate();
        if (CertificateKeys.DigestOf(key) != verdict.Key)
        {
            throw new SwarmException(
                ErrorCode.PeerRefused,
                $"the key '{folder.KeyFile}' is not that of the certificate in '{folder.Folder}': enrol again with "
                + "'swarm ca join'");
        }

        X509Certificate2 leaf = certificates[0].CopyWithPrivateKey(key);
        DateTimeOffset from = verdict.Chain[0].IssuedAt;
        return new Shown(
            leaf,
            SslStreamCertificateContext.Create(leaf, others, offline: true),
            verdict,
            TrustBundle.FingerprintOf(leaf),
            from + ((verdict.Chain.Min(one => one.NotAfter) - from) * RenewAtShare),
            stamp);
    }

    private T WithKey<T>(Func<ECDsa, T> use)
    {
        using AgentKey own = AgentKey.LoadOrCreate(Folder.KeyFile, _log);
        using ECDsa key = own.ExportForCertificate();
        return use(key);
    }

    private static DateTime StampOf(IdentityFolder folder) => File.GetLastWriteTimeUtc(folder.CertificateFile);

    private sealed record Delegation(EnrolmentDesk? Desk, DateTime Stamp);

    private sealed record Shown(
        X509Certificate2 Leaf,
        SslStreamCertificateContext Context,
        CertificateVerdict Verdict,
        Digest Fingerprint,
        DateTimeOffset RenewAt,
        DateTime Stamp);
}
