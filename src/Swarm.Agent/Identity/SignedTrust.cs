using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace Swarm.Agent.Identity;

/// <summary>
/// A bundle with the signatures of the authority's keys, as it lies in files and travels between agents. Whoever trusts
/// one of the keys that signed it can take it, from anybody.
/// </summary>
internal sealed class SignedTrust
{
    /// <summary>The most characters it may have.</summary>
    internal const int MaxLength = 4 * 1024 * 1024;

    private static readonly byte[] s_purpose = Encoding.UTF8.GetBytes("swarm trust\0");
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    private readonly byte[] _document;
    private readonly IReadOnlyList<byte[]> _signatures;

    private SignedTrust(TrustBundle bundle, byte[] document, IReadOnlyList<byte[]> signatures)
    {
        Bundle = bundle;
        _document = document;
        _signatures = signatures;
    }

    /// <summary>What was signed.</summary>
    internal TrustBundle Bundle { get; }

    /// <summary>As it lies in a file.</summary>
    internal string Text => JsonSerializer.Serialize(
        new Envelope(Convert.ToBase64String(_document), [.. _signatures.Select(Convert.ToBase64String)]), s_json);

    /// <summary>Signs a bundle with every key that somebody may trust.</summary>
    internal static SignedTrust Sign(TrustBundle bundle, IEnumerable<ECDsa> keys)
    {
        byte[] document = TrustDocument.Write(bundle);
        byte[] statement = [.. s_purpose, .. document];
        return new SignedTrust(
            bundle, document, [.. keys.Select(key => key.SignData(statement, HashAlgorithmName.SHA256))]);
    }

    /// <summary>Reads one; who signed it is not looked at yet.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    internal static SignedTrust Parse(string text)
    {
        try
        {
            Envelope? read = text.Length <= MaxLength ? JsonSerializer.Deserialize<Envelope>(text, s_json) : null;
            if (read is not { Document: not null, Signatures: not null })
            {
                throw new FormatException("it is too large or lacks a part");
            }

            byte[] document = Convert.FromBase64String(read.Document);
            byte[][] signatures = [.. read.Signatures.Select(Convert.FromBase64String)];
            return new SignedTrust(TrustDocument.Read(document), document, signatures);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new FormatException($"this is no list of whom a swarm trusts ({e.Message})", e);
        }
    }

    /// <summary>Whether one of these authorities signed it.</summary>
    internal bool IsSignedBy(IEnumerable<X509Certificate2> roots) => roots.Any(IsSignedBy);

    private bool IsSignedBy(X509Certificate2 root)
    {
        using ECDsa? key = root.GetECDsaPublicKey();
        byte[] statement = [.. s_purpose, .. _document];
        return key is not null
            && _signatures.Any(signature => key.VerifyData(statement, signature, HashAlgorithmName.SHA256));
    }

    private sealed record Envelope(string Document, string[] Signatures);
}
