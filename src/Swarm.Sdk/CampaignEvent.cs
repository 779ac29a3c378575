namespace Swarm.Sdk;

/// <summary>One change of a campaign, or of one of its activities.</summary>
/// <param name="Number">
/// Its place among the campaign's changes, from 1, without gaps, the same from every agent. Give the last one you saw
/// to
/// <see cref="CampaignRun.Events"/> to go on from there.
/// </param>
/// <param name="Time">When, by the broker's clock.</param>
/// <param name="Activity">The activity's name; null for the campaign as a whole.</param>
/// <param name="State">Where it stands now.</param>
/// <param name="Attempt">The attempt, from 1; 0 when there was none.</param>
/// <param name="Agent">The agent concerned; empty for none.</param>
/// <param name="Code">Why, when something failed.</param>
/// <param name="Message">The same in words.</param>
/// <param name="Cost">What the attempt cost, when it ended.</param>
public sealed record CampaignEvent(
    long Number, DateTimeOffset Time, string? Activity, ActivityState State, int Attempt, string Agent,
    ErrorCode Code, string Message, RunFigures Cost)
{
    /// <summary>Whether this is the end of the campaign.</summary>
    public bool IsCampaignEnd => Activity is null && State.IsFinal();

    /// <summary>One line for people.</summary>
    public override string ToString()
    {
        string who = Activity is null ? "campaign" : Printable.Of(Activity);
        string where = Agent.Length > 0 ? $" on {Agent}" : "";
        string which = Attempt > 1 ? $" (attempt {Attempt})" : "";
        string why = Message.Length > 0 ? $": {Printable.Of(Message, 400)}" : "";
        return $"{Time.ToLocalTime():HH:mm:ss} {who} {State}{where}{which}{why}";
    }
}
