using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Swarm.Agent.Identity;

/// <summary>
/// Whom this agent trusts now. Newer bundles come from its operator, who puts them into its folder, and from peers; one
/// is taken if an authority that is trusted already has signed it.
/// </summary>
internal sealed class TrustStore
{
    private readonly string? _path;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private volatile SignedTrust _signed;
    private (DateTime Written, long SizeBytes) _seen;

    private TrustStore(string? path, SignedTrust signed, ILogger log, TimeProvider time)
    {
        _path = path;
        _signed = signed;
        _log = log;
        _time = time;
    }

    /// <summary>Raised after a newer bundle was taken, on the thread that brought it.</summary>
    internal event Action? Changed;

    /// <summary>What holds now.</summary>
    internal TrustBundle Bundle => _signed.Bundle;

    /// <summary>The same, to hand on.</summary>
    internal string Text => _signed.Text;

    /// <summary>Reads the bundle that an agent keeps.</summary>
    /// <exception cref="SwarmException">There is none, or it cannot be read.</exception>
    internal static TrustStore Load(string path, ILogger log, TimeProvider time)
    {
        TrustStore store = new(path, ReadFile(path), log, time);
        store._seen = StampOf(path);
        return store;
    }

    /// <summary>Trusts what was checked elsewhere, and keeps it nowhere.</summary>
    internal static TrustStore Of(SignedTrust signed, ILogger log, TimeProvider time) => new(null, signed, log, time);

    /// <summary>Judges a certificate that somebody shows.</summary>
    /// <param name="shown">The certificate; null when none is shown.</param>
    /// <param name="others">The certificates that came with it.</param>
    internal CertificateVerdict Judge(X509Certificate2? shown, X509Certificate2Collection others)
    {
        if (shown is null)
        {
            return CertificateVerdict.Refused("it shows no certificate: enrol it with 'swarm ca join'");
        }

        CertificateVerdict verdict = new ChainJudge(Bundle, _time).Judge(shown, others);
        return WhyNot(verdict) is { } reason ? CertificateVerdict.Refused(reason) : verdict;
    }

    /// <summary>Judges a certificate as it was then; what was revoked is not looked at here.</summary>
    internal CertificateVerdict JudgeAt(
        X509Certificate2 shown, X509Certificate2Collection others, DateTimeOffset at) =>
        new ChainJudge(Bundle, _time).Judge(shown, others, at);

    /// <summary>Why what was accepted once is not any longer; null when it still is.</summary>
    internal string? WhyNot(CertificateVerdict verdict)
    {
        DateTimeOffset now = _time.GetUtcNow();
        foreach (CertificateFacts one in verdict.Chain)
        {
            if (one.NotAfter <= now)
            {
                return $"the certificate of {one.Who} expired at {one.NotAfter:u}: enrol it again with 'swarm ca join'";
            }
        }

        return WhyRevoked(verdict) ?? verdict.Reason;
    }

    /// <summary>Who revoked what was accepted once; null when nobody did.</summary>
    internal string? WhyRevoked(CertificateVerdict verdict)
    {
        foreach (CertificateFacts one in verdict.Chain)
        {
            if (Bundle.Revocations.FirstOrDefault(revoked => revoked.Covers(one)) is { } found)
            {
                return $"the certificate of {one.Who} was revoked at {found.At:u} ({Printable.Of(found.Why, 100)}): "
                    + "ask the swarm's operator for a new token";
            }
        }

        return null;
    }

    /// <summary>Takes what somebody hands on, if it is newer and an authority that is trusted signed it.</summary>
    /// <returns>Whether it was taken.</returns>
    internal bool TryAdopt(string text)
    {
        SignedTrust offered;
        try
        {
            offered = SignedTrust.Parse(text);
        }
        catch (FormatException e)
        {
            Log.TrustUnreadable(_log, e.Message);
            return false;
        }

        lock (_gate)
        {
            if (offered.Bundle.Version <= Bundle.Version)
            {
                return false;
            }

            if (offered.Bundle.Swarm != Bundle.Swarm || !offered.IsSignedBy(Bundle.Roots))
            {
                Log.TrustForged(_log, offered.Bundle.Version);
                return false;
            }

            if (_path is not null)
            {
                DurableFile.Replace(_path, offered.Text);
                _seen = StampOf(_path);
            }

            _signed = offered;
        }

        Log.TrustTaken(_log, offered.Bundle.Version, offered.Bundle.Revocations.Count);
        Changed?.Invoke();
        return true;
    }

    /// <summary>Looks whether the operator has put a newer bundle into the folder.</summary>
    internal void Look()
    {
        try
        {
            if (_path is not null && StampOf(_path) is var stamp && stamp != _seen)
            {
                _seen = stamp;
                TryAdopt(File.ReadAllText(_path));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.TrustUnreadable(_log, e.Message);
        }
    }

    private static (DateTime Written, long SizeBytes) StampOf(string path)
    {
        FileInfo file = new(path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    private static SignedTrust ReadFile(string path)
    {
        try
        {
            SignedTrust read = SignedTrust.Parse(File.ReadAllText(path));
            return read.IsSignedBy(read.Bundle.Roots)
                ? read
                : throw new FormatException("its signature is wrong");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new SwarmException(
                ErrorCode.PeerRefused, $"'{path}' cannot be used ({e.Message}): enrol again with 'swarm ca join'", e);
        }
    }
}
