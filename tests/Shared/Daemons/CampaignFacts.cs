using System.Text.Json;

namespace Swarm.Tests;

/// <summary>A campaign, as <c>swarm campaign show --output json</c> prints it.</summary>
internal sealed class CampaignFacts(JsonElement report)
{
    internal string State => report.GetProperty("state").GetString()!;

    /// <summary>The lines that say why it failed.</summary>
    internal string RootCause => string.Join(
        '\n', report.GetProperty("rootCause").EnumerateArray().Select(line => line.GetString()));

    /// <summary>The names of its activities.</summary>
    internal IEnumerable<string> Activities => report.GetProperty("activities").EnumerateArray()
        .Select(row => row.GetProperty("activity").GetString()!);

    internal string StateOf(string activity) => Of(activity).GetProperty("state").GetString()!;

    internal string AgentOf(string activity) => Of(activity).GetProperty("agent").GetString()!;

    internal long AttemptsOf(string activity) => Of(activity).GetProperty("attempts").GetInt64();

    internal int IndexOf(string activity) => Of(activity).GetProperty("index").GetInt32();

    internal string CodeOf(string activity) => Of(activity).GetProperty("code").GetString()!;

    private JsonElement Of(string activity) => report.GetProperty("activities").EnumerateArray()
        .Single(row => row.GetProperty("activity").GetString() == activity);
}
