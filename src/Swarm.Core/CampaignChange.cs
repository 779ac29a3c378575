namespace Swarm.Core;

/// <summary>
/// One change of a campaign. It follows from the log alone, so every agent numbers the changes alike and a watcher
/// can go on with any of them.
/// </summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Number">Its place among the campaign's changes, from 1, without gaps.</param>
/// <param name="BrokerMicros">When the broker stored the entry that caused it, in microseconds since 1970.</param>
/// <param name="Activity">
/// The index of the activity, or -1 when the campaign itself was accepted, ended or reopened.
/// </param>
/// <param name="State">The state now; of the campaign when no activity is named.</param>
/// <param name="Attempt">The attempt it is about; 0 for the campaign.</param>
/// <param name="Agent">The agent that holds it, or null.</param>
/// <param name="Code">Why it failed, if it did.</param>
/// <param name="Message">One line for people; may be empty.</param>
/// <param name="Figures">What the attempt cost, when it ended.</param>
public sealed record CampaignChange(
    CampaignId Campaign,
    long Number,
    long BrokerMicros,
    int Activity,
    ActivityState State,
    Attempt Attempt,
    AgentId? Agent,
    ErrorCode Code,
    string Message,
    RunFigures? Figures);
