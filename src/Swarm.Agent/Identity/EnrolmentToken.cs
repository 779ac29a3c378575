using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Swarm.Agent.Identity;

/// <summary>
/// What an operator gives to whoever is to enrol: where to ask, which authority answers there, and a secret that is
/// good once and for some minutes. It pins the authority, so that nobody on the way can answer in its place.
/// </summary>
/// <param name="Kind">What it enrols.</param>
/// <param name="Name">For whom; null when the asker may choose a name that is free.</param>
/// <param name="Authority">The digest of the authority's certificate.</param>
/// <param name="Secret">Sixteen random bytes.</param>
/// <param name="Place">Who answers: <c>host:port</c>, or a folder of this host.</param>
internal sealed record EnrolmentToken(
    PrincipalKind Kind, string? Name, Digest Authority, ReadOnlyMemory<byte> Secret, string Place)
{
    /// <summary>The length of the secret in bytes.</summary>
    internal const int SecretBytes = 16;

    /// <summary>How every token begins.</summary>
    internal const string Prefix = "swarm-join-";

    private const byte Version = 1;
    private const int FixedBytes = 2 + Digest.SizeBytes + SecretBytes + 1;
    private const int MaxBytes = 1024;

    /// <summary>Whether it is answered by a folder of this host.</summary>
    internal bool IsFolder => Place.StartsWith('/');

    /// <summary>The token as its bearer gets it.</summary>
    internal string Text
    {
        get
        {
            byte[] name = Encoding.UTF8.GetBytes(Name ?? "");
            byte[] bytes =
            [
                Version, (byte)Kind, .. Authority.ToArray(), .. Secret.Span, (byte)name.Length, .. name,
                .. Encoding.UTF8.GetBytes(Place),
            ];
            return Prefix + Base64Url.EncodeToString(bytes);
        }
    }

    /// <summary>Reads a token.</summary>
    /// <exception cref="FormatException">It is none, or was cut off.</exception>
    internal static EnrolmentToken Parse(string text) =>
        TryParse(text, out EnrolmentToken? read)
            ? read
            : throw new FormatException(
                $"This is no token, or not all of it: it begins with '{Prefix}' and 'swarm ca token' prints it.");

    /// <summary>Reads a token; false when it is none, or was cut off.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out EnrolmentToken? token)
    {
        token = null;
        string trimmed = text.Trim();
        if (!trimmed.StartsWith(Prefix, StringComparison.Ordinal)
            || trimmed.Length > Prefix.Length + MaxBytes
            || !Base64Url.IsValid(trimmed.AsSpan(Prefix.Length)))
        {
            return false;
        }

        ReadOnlySpan<byte> bytes = Base64Url.DecodeFromChars(trimmed.AsSpan(Prefix.Length));
        if (bytes.Length < FixedBytes || bytes[0] != Version || !Enum.IsDefined((PrincipalKind)bytes[1])
            || bytes.Length <= FixedBytes + bytes[FixedBytes - 1])
        {
            return false;
        }

        string name = Encoding.UTF8.GetString(bytes.Slice(FixedBytes, bytes[FixedBytes - 1]));
        token = new EnrolmentToken(
            (PrincipalKind)bytes[1],
            name.Length == 0 ? null : name,
            new Digest(bytes.Slice(2, Digest.SizeBytes)),
            bytes.Slice(2 + Digest.SizeBytes, SecretBytes).ToArray(),
            Encoding.UTF8.GetString(bytes[(FixedBytes + name.Length)..]));
        return name.Length == 0 || AgentId.TryParse(name, out _);
    }

    /// <summary>Whom it is for and where to ask; never the secret.</summary>
    public override string ToString() => $"token for {Principal.WordOf(Kind)} {Name ?? "(any)"} at {Place}";
}
