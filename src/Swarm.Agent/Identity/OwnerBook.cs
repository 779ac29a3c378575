using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging;
using Swarm.Core;
using Swarm.Core.Authorisation;

namespace Swarm.Agent.Identity;

/// <summary>
/// Finds out whose campaigns are, and who asks, by signatures of users; and signs for the one owner of a swarm that has
/// no authority but its founder's own. That a certificate ran out counts when a campaign is submitted, that it was
/// revoked at any time.
/// </summary>
/// <remarks>Any thread may ask.</remarks>
internal sealed class OwnerBook(AgentIdentity identity, ILogger log, TimeProvider time)
{
    private const int MaxKnown = 1_024;
    private const string CampaignPurpose = "swarm-campaign-1";
    private const string CallPurpose = "swarm-call-1";
    private static readonly TimeSpan s_late = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<(Digest Certificates, long Trust), CertificateVerdict> _known = [];
    private readonly Dictionary<CampaignId, CertificateVerdict> _campaigns = [];

    /// <summary>Whether all who use this swarm are one: it has no authority but its founder's own.</summary>
    internal bool IsLocal => identity.Trust.Bundle.IsThrowaway;

    /// <summary>Looks at the proof of a campaign that is in the log.</summary>
    /// <returns>The same, with a doubt where it is not believed.</returns>
    internal PoolEvent.CampaignSubmitted Check(PoolEvent.CampaignSubmitted submitted, long brokerMicros)
    {
        CampaignOwner said = submitted.Owner;
        CampaignOwner found = said.Proof is { } proof
            ? Judge(proof, submitted.Body, DateTimeOffset.UnixEpoch.AddMicroseconds(brokerMicros), out var verdict)
            : Doubted("nobody signed the campaign", out verdict);
        if (found.Doubt is null && (found.Name != said.Name || !found.Groups.SequenceEqual(said.Groups)))
        {
            found = Doubted($"it says that it is of {Printable.Of(said.Name, 60)}, and {found} signed it", out verdict);
        }

        if (found.Doubt is not null)
        {
            Log.OwnerDoubted(log, submitted.Graph.Id.Text, found.Doubt);
            return submitted with { Owner = said with { Doubt = found.Doubt } };
        }

        lock (_gate)
        {
            _campaigns.TryAdd(submitted.Graph.Id, verdict);
        }

        return submitted;
    }

    /// <summary>Looks at the proof of a campaign that somebody submits.</summary>
    internal CampaignOwner Judge(OwnerProof proof, Digest campaign) =>
        Judge(proof, campaign, time.GetUtcNow(), out _) with { Proof = proof };

    /// <summary>Looks at what a caller shows.</summary>
    /// <param name="certificates">The certificates, each in DER.</param>
    /// <param name="method">The path of the method that is called.</param>
    /// <param name="atMicros">When the caller says that it signed.</param>
    /// <param name="signature">The signature.</param>
    internal CampaignOwner Judge(
        IReadOnlyList<ReadOnlyMemory<byte>> certificates, string method, long atMicros, ReadOnlyMemory<byte> signature)
    {
        long apart = Math.Abs((time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
            - atMicros);
        return apart > s_late.TotalMicroseconds
            ? Doubted("what you show was signed too long ago: set the clocks of both sides", out _)
            : Judge(
                new OwnerProof(certificates, signature),
                Statement(CallPurpose, method, atMicros.ToString(CultureInfo.InvariantCulture)),
                time.GetUtcNow(),
                out _);
    }

    /// <summary>Who a certificate says that somebody is.</summary>
    internal static CampaignOwner OwnerOf(CertificateVerdict verdict) => verdict.Who!.Kind == PrincipalKind.User
        ? new CampaignOwner(verdict.Who.Name, verdict.Groups) : CampaignOwner.Local;

    /// <summary>Signs a campaign for the one owner of a swarm that has no authority but its founder's own.</summary>
    internal CampaignOwner Sign(Digest campaign)
    {
        Invariant.That(IsLocal, "an agent signs for its user where all users are one");
        return CampaignOwner.Local with
        {
            Proof = identity.Prove(Statement(CampaignPurpose, campaign.ToString())),
        };
    }

    /// <summary>Why a campaign is not run any more although its owner was believed; null when it is.</summary>
    internal string? WhyNot(CampaignId campaign)
    {
        CertificateVerdict? verdict;
        lock (_gate)
        {
            _campaigns.TryGetValue(campaign, out verdict);
        }

        return verdict is null ? null : identity.Trust.WhyRevoked(verdict);
    }

    private CampaignOwner Judge(
        OwnerProof proof, Digest campaign, DateTimeOffset at, out CertificateVerdict verdict) =>
        Judge(proof, Statement(CampaignPurpose, campaign.ToString()), at, out verdict);

    private CampaignOwner Judge(OwnerProof proof, byte[] statement, DateTimeOffset at, out CertificateVerdict verdict)
    {
        try
        {
            using X509Certificate2 own = X509CertificateLoader.LoadCertificate(proof.Certificates[0].Span);
            verdict = Judge(own, proof, at);
            using ECDsa? key = own.GetECDsaPublicKey();
            return verdict.Reason is { } reason ? Doubted(reason, out verdict)
                : WhyNoOwner(verdict) is { } other ? Doubted(other, out verdict)
                : key?.VerifyData(statement, proof.Signature.Span, HashAlgorithmName.SHA256) is true
                    ? OwnerOf(verdict)
                    : Doubted($"the signature of {verdict.Who} is wrong", out verdict);
        }
        catch (CryptographicException e)
        {
            return Doubted($"the certificate cannot be read ({e.Message})", out verdict);
        }
    }

    private string? WhyNoOwner(CertificateVerdict verdict) =>
        verdict.Who!.Kind == PrincipalKind.User || IsLocal
            ? null : $"the certificate is of {verdict.Who}, and campaigns are of users";

    // The same user submits many: the way to the authority is followed once for each list of whom the swarm trusts.
    private CertificateVerdict Judge(X509Certificate2 own, OwnerProof proof, DateTimeOffset at)
    {
        (Digest, long) name = (
            Digest.Of([.. proof.Certificates.SelectMany(one => Digest.Of(one.Span).ToArray())]),
            identity.Trust.Bundle.Version);
        CertificateVerdict? verdict;
        lock (_gate)
        {
            _known.TryGetValue(name, out verdict);
        }

        if (verdict is null || verdict.Chain.Any(one => one.NotAfter <= at || one.IssuedAt - s_late > at))
        {
            verdict = identity.Trust.JudgeAt(
                own,
                [.. proof.Certificates.Skip(1).Select(one => X509CertificateLoader.LoadCertificate(one.Span))],
                at);
            Remember(name, verdict);
        }

        return identity.Trust.WhyRevoked(verdict) is { } revoked ? CertificateVerdict.Refused(revoked) : verdict;
    }

    private void Remember((Digest, long) name, CertificateVerdict verdict)
    {
        lock (_gate)
        {
            if (_known.Count >= MaxKnown)
            {
                _known.Clear();
            }

            if (verdict.Reason is null)
            {
                _known[name] = verdict;
            }
        }
    }

    private static CampaignOwner Doubted(string reason, out CertificateVerdict verdict)
    {
        verdict = CertificateVerdict.Refused(reason);
        return CampaignOwner.Nobody with { Doubt = reason };
    }

    private static byte[] Statement(params ReadOnlySpan<string> lines) =>
        Encoding.UTF8.GetBytes(string.Join('\n', lines));
}
