using Swarm.Model;

namespace Swarm.Protocol;

/// <summary>How large a campaign may be, the same for who sends it and who receives it.</summary>
public static class CampaignLimits
{
    /// <summary>The most bytes a serialized campaign may have: 256 MiB.</summary>
    public const int MaxEncodedBytes = 256 * 1024 * 1024;

    /// <summary>The most bytes that travel inside a request: 3 MiB. A larger campaign is put, then named.</summary>
    public const int MaxInlineBytes = 3 * 1024 * 1024;

    /// <summary>The most activities a campaign may have.</summary>
    public const int MaxActivities = CampaignGraph.MaxActivities;

    /// <summary>Refuses a serialized campaign that is too long.</summary>
    /// <exception cref="SwarmException">It is; <see cref="ErrorCode.CampaignTooLarge"/>.</exception>
    public static void RequireEncodedSize(long sizeBytes)
    {
        if (sizeBytes > MaxEncodedBytes)
        {
            throw TooLarge($"has {sizeBytes} bytes; {MaxEncodedBytes} ({MaxEncodedBytes >> 20} MiB) are allowed");
        }
    }

    /// <summary>Refuses a campaign of too many activities.</summary>
    /// <exception cref="SwarmException">It is one; <see cref="ErrorCode.CampaignTooLarge"/>.</exception>
    public static void RequireActivities(long count)
    {
        if (count > MaxActivities)
        {
            throw TooLarge($"has {count} activities or more; {MaxActivities} are allowed");
        }
    }

    private static SwarmException TooLarge(string what) =>
        new(ErrorCode.CampaignTooLarge, $"The campaign {what}. Split it into several campaigns.");
}
