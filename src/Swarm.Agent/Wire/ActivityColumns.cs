using Google.Protobuf.Collections;

namespace Swarm.Agent.Wire;

/// <summary>
/// The columns by which lists of activities travel: a table of campaign ids, and for each line its place in that
/// table, the index and the attempt. With one campaign only, which is the rule, the first column is left out.
/// </summary>
/// <param name="Campaigns">The table.</param>
/// <param name="Campaign">The place of each line's campaign in the table; empty when there is one only.</param>
/// <param name="Index">The index of each line's activity.</param>
/// <param name="Attempt">The attempt of each line.</param>
internal readonly record struct ActivityColumns(
    RepeatedField<string> Campaigns,
    RepeatedField<int> Campaign,
    RepeatedField<int> Index,
    RepeatedField<int> Attempt)
{
    /// <summary>How many lines there are.</summary>
    internal int Count => Index.Count;

    /// <summary>Writes lines into empty columns.</summary>
    internal void Write<T>(IReadOnlyList<T> lines, Func<T, (ActivityId Activity, Attempt Attempt)> of)
    {
        Dictionary<CampaignId, int> places = [];
        int[] campaign = new int[lines.Count];
        for (int i = 0; i < campaign.Length; i++)
        {
            (ActivityId activity, Attempt attempt) = of(lines[i]);
            campaign[i] = PlaceOf(activity.Campaign, places, Campaigns);
            Index.Add(activity.Index);
            Attempt.Add(attempt.Number);
        }

        if (places.Count > 1)
        {
            Campaign.AddRange(campaign);
        }
    }

    /// <summary>Reads the lines.</summary>
    /// <exception cref="FormatException">The columns do not fit together, or a number is out of bounds.</exception>
    internal (ActivityId Activity, Attempt Attempt)[] Read()
    {
        CampaignId[] campaigns = ReadTable(Campaigns);
        Checked.Columns(Count, Attempt.Count);
        if (Campaign.Count > 0)
        {
            Checked.Columns(Count, Campaign.Count);
        }

        (ActivityId, Attempt)[] lines = new (ActivityId, Attempt)[Count];
        for (int i = 0; i < lines.Length; i++)
        {
            CampaignId campaign = At(campaigns, Campaign.Count > 0 ? Campaign[i] : 0);
            ActivityId activity = new(campaign, Checked.Count(Index[i], "an activity's index"));
            lines[i] = (activity, Checked.Attempt(Attempt[i]));
        }

        return lines;
    }

    /// <summary>The place of a campaign in a table, where it is added when it is new.</summary>
    internal static int PlaceOf(CampaignId campaign, Dictionary<CampaignId, int> places, RepeatedField<string> table)
    {
        if (!places.TryGetValue(campaign, out int place))
        {
            place = table.Count;
            places.Add(campaign, place);
            table.Add(campaign.Text);
        }

        return place;
    }

    /// <summary>Reads a table of campaign ids.</summary>
    /// <exception cref="FormatException">One is no id.</exception>
    internal static CampaignId[] ReadTable(RepeatedField<string> table) => [.. table.Select(CampaignId.Parse)];

    /// <summary>The entry of a table.</summary>
    /// <exception cref="FormatException">There is none at this place.</exception>
    internal static T At<T>(T[] table, int place) =>
        (uint)place < (uint)table.Length
            ? table[place]
            : throw new FormatException($"a line points to place {place} of a table of {table.Length}");
}
