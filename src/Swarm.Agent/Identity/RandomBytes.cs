using System.Security.Cryptography;

namespace Swarm.Agent.Identity;

/// <summary>Bytes that nobody can guess.</summary>
internal static class RandomBytes
{
    /// <summary>New random bytes.</summary>
    internal static byte[] New(int sizeBytes) => RandomNumberGenerator.GetBytes(sizeBytes);

    /// <summary>New random bytes as lower-case hexadecimal digits, two a byte.</summary>
    internal static string NewHex(int sizeBytes) => RandomNumberGenerator.GetHexString(sizeBytes * 2, lowercase: true);

    /// <summary>A new digest-sized nonce.</summary>
    internal static Digest NewNonce() => new(New(Digest.SizeBytes));
}
