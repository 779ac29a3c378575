using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Swarm.Agent.Identity;

/// <summary>The bytes of a bundle, over which the authority signs: JSON with the certificates in PEM.</summary>
internal static class TrustDocument
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Writes a bundle.</summary>
    internal static byte[] Write(TrustBundle bundle) => JsonSerializer.SerializeToUtf8Bytes(
        new Document(
            bundle.Swarm,
            bundle.Title,
            bundle.Version,
            bundle.IsThrowaway,
            [.. bundle.Roots.Select(root => root.ExportCertificatePem())],
            [.. bundle.Revocations.Select(Write)]),
        s_json);

    /// <summary>Reads a bundle.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    internal static TrustBundle Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Document read = JsonSerializer.Deserialize<Document>(bytes, s_json)
                ?? throw new FormatException("it is empty");
            return read.Roots.Length > 0 && read.Revocations.Length <= TrustBundle.MaxRevocations
                ? new TrustBundle
                {
                    Swarm = read.Swarm,
                    Title = read.Title,
                    Version = read.Version,
                    IsThrowaway = read.Throwaway,
                    Roots = [.. read.Roots.Select(pem => X509Certificate2.CreateFromPem(pem))],
                    Revocations = [.. read.Revocations.Select(Read)],
                }
                : throw new FormatException("it names no authority, or revokes too much");
        }
        catch (Exception e) when (e is JsonException or CryptographicException or ArgumentException
            or NullReferenceException)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static Line Write(Revocation one) => new(
        Principal.WordOf(one.Kind), one.Name, one.Serial, one.At.ToString("O", CultureInfo.InvariantCulture), one.Why);

    private static Revocation Read(Line line) => new(
        Principal.KindOf(line.Kind) ?? throw new FormatException($"'{line.Kind}' is no kind of certificate"),
        line.Name,
        line.Serial,
        DateTimeOffset.Parse(line.At, CultureInfo.InvariantCulture),
        line.Why);

    private sealed record Document(
        string Swarm, string Title, long Version, bool Throwaway, string[] Roots, Line[] Revocations);

    private sealed record Line(string Kind, string Name, string? Serial, string At, string Why);
}
