using System.Text.Json;

namespace Swarm.Tests;

/// <summary>One change of a campaign, as <c>swarm campaign watch --output json</c> prints it.</summary>
internal sealed record ChangeFacts(
    long Number, string? Activity, string State, long Attempt, string Agent, int Code, string Message)
{
    internal ChangeFacts(JsonElement change)
        : this(
            change.GetProperty("number").GetInt64(),
            change.GetProperty("activity").GetString(),
            change.GetProperty("state").GetString()!,
            change.GetProperty("attempt").GetInt64(),
            change.GetProperty("agent").GetString() ?? "",
            change.GetProperty("code").GetInt32(),
            change.GetProperty("message").GetString() ?? "")
    {
    }
}
