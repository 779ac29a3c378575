using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Swarm.Agent.Identity;

/// <summary>
/// The names in a certificate: its principal, for what is no issuer also its key, by which the broker knows a user, and
/// for a user the groups that the authority gave.
/// Nothing else may stand there: a broker would look at an e-mail address or a host's name first.
/// </summary>
internal static class CertificateNames
{
    private const int KeyedNames = 2;

    private static readonly Asn1Tag s_uri = new(TagClass.ContextSpecific, 6);

    /// <summary>The name by which the broker knows the holder of a key.</summary>
    internal static string OfKey(string swarm, Digest key) => $"swarm://{swarm}/key/{key}";

    /// <summary>The extension with the names of a certificate.</summary>
    internal static X509Extension Write(Principal principal, Digest? key, IReadOnlyList<string> groups)
    {
        SubjectAlternativeNameBuilder names = new();
        names.AddUri(new Uri(principal.Uri));
        if (key is { } digest)
        {
            names.AddUri(new Uri(OfKey(principal.Swarm, digest)));
        }

        foreach (string group in groups)
        {
            names.AddUri(new Uri(OfGroup(principal.Swarm, group)));
        }

        return names.Build();
    }

    /// <summary>The groups that a certificate names, in order.</summary>
    internal static IReadOnlyList<string> GroupsOf(X509Certificate2 certificate) =>
        TryRead(certificate, out Principal? principal)
            ? [.. Uris(certificate).Skip(KeyedNames).Select(uri => uri[OfGroup(principal.Swarm, "").Length..])] : [];

    /// <summary>Reads the principal; false when a name is missing, is none of ours, or is one too many.</summary>
    internal static bool TryRead(X509Certificate2 certificate, [NotNullWhen(true)] out Principal? principal)
    {
        principal = null;
        List<string> uris = Uris(certificate);
        return uris.Count > 0
            && Principal.TryParse(uris[0], out principal)
            && IsExpected(principal, certificate, uris);
    }

    private static bool IsExpected(Principal principal, X509Certificate2 certificate, List<string> uris)
    {
        string[] expected = [.. Expected(principal, certificate)];
        string[] groups = [.. uris.Skip(expected.Length)];
        string prefix = OfGroup(principal.Swarm, "");
        return uris.Take(expected.Length).SequenceEqual(expected)
            && (groups.Length == 0 || principal.Kind == PrincipalKind.User)
            && groups.All(uri => uri.StartsWith(prefix, StringComparison.Ordinal)
                && AgentId.TryParse(uri[prefix.Length..], out _));
    }

    private static string OfGroup(string swarm, string group) => $"swarm://{swarm}/group/{group}";

    private static IEnumerable<string> Expected(Principal principal, X509Certificate2 certificate) =>
        principal.Kind == PrincipalKind.Issuer
            ? [principal.Uri]
            : [principal.Uri, OfKey(principal.Swarm, CertificateKeys.DigestOf(certificate))];

    private static List<string> Uris(X509Certificate2 certificate)
    {
        List<string> uris = [];
        if (certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is not { } names)
        {
            return uris;
        }

        try
        {
            AsnReader reader = new AsnReader(names.RawData, AsnEncodingRules.DER).ReadSequence();
            while (reader.HasData)
            {
                uris.Add(reader.PeekTag() == s_uri
                    ? reader.ReadCharacterString(UniversalTagNumber.IA5String, s_uri)
                    : Skip(reader));
            }
        }
        catch (AsnContentException)
        {
            uris.Clear();
        }

        return uris;
    }

    // A name of another kind stands in the list as one that is not expected.
    private static string Skip(AsnReader reader)
    {
        reader.ReadEncodedValue();
        return "";
    }
}
