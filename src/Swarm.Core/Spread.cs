using Swarm.Core.Membership;

namespace Swarm.Core;

/// <summary>
/// Hashes that spread activities over buckets and members over committees, the same on every machine.
/// </summary>
internal static class Spread
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>FNV-1a over the characters, then mixed: names that differ a little land far apart.</summary>
    internal static ulong Hash(string text)
    {
        ulong hash = FnvOffset;
        foreach (char c in text)
        {
            hash = (hash ^ c) * FnvPrime;
        }

        return Rng.Mix(hash);
    }

    /// <summary>The hash of an activity, whose leading bits name its bucket.</summary>
    internal static ulong Hash(ActivityId activity) =>
        Rng.Mix(Hash(activity.Campaign.Text) + (ulong)activity.Index * 0x9E3779B97F4A7C15);

    /// <summary>The bucket of an activity in a view.</summary>
    internal static int Bucket(ActivityId activity, MemberView view) =>
        view.BucketBits == 0 ? 0 : (int)(Hash(activity) >> (64 - view.BucketBits));
}
