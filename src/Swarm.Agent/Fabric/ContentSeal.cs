using System.Globalization;

namespace Swarm.Agent.Fabric;

/// <summary>
/// Shows that kept content was not written since: the fraction of the second in its time of writing is made from its
/// digest and its length. Any write sets the time to now and so breaks the seal; it needs no record, and outlives
/// restarts.
/// </summary>
/// <remarks>
/// The length is part of it because of power cuts: a disk may come back with the name and the time of a file, and only
/// the first of its bytes.
/// A seal that holds by chance is one in ten million. Whoever sets the time back on purpose is not kept out: that
/// needs the rights of the agent's own user. A disk that keeps whole seconds only breaks every seal, and each use
/// then hashes the content again: slow, never wrong.
/// </remarks>
internal static class ContentSeal
{
    private const long TicksPerSecond = TimeSpan.TicksPerSecond;

    // Odd and without a pattern, so that lengths that are near each other give fractions that are not.
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Seals a file.</summary>
    internal static void Apply(string path, Digest digest)
    {
        FileInfo file = new(path);
        long wholeSeconds = file.LastWriteTimeUtc.Ticks / TicksPerSecond * TicksPerSecond;
        file.LastWriteTimeUtc = new DateTime(wholeSeconds + FractionOf(digest, file.Length), DateTimeKind.Utc);
    }

    /// <summary>Whether the seal of a file holds.</summary>
    internal static bool Holds(FileFacts facts, Digest digest) =>
        facts.IsFile && facts.WrittenNanos % 1_000_000_000 / 100 == FractionOf(digest, facts.SizeBytes);

    /// <summary>The name of a file in quarantine: what it was, and when it was found.</summary>
    internal static string QuarantineName(Digest digest, DateTimeOffset found) =>
        string.Create(CultureInfo.InvariantCulture, $"{digest}.{found:yyyyMMddHHmmssfff}");

    // Never 0: that is what a disk shows that keeps no fractions.
    private static long FractionOf(Digest digest, long sizeBytes) =>
        (long)(unchecked(digest.Prefix + ((ulong)sizeBytes * Spread)) % (TicksPerSecond - 1)) + 1;
}
