namespace Swarm.Sdk.Views;

/// <summary>One agent as another sees it.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="Incarnation">Which of its lives.</param>
/// <param name="Endpoint">Where it is reached.</param>
/// <param name="State">member, joining, suspected, self, or when it is gone lost or left.</param>
/// <param name="RoundTrip">The last round trip; zero when none was measured.</param>
/// <param name="Silent">For how long nothing was heard, or since when it is gone.</param>
/// <param name="Plugins">What it can run.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Aliases">Its other names.</param>
/// <param name="Offered">What it offers.</param>
/// <param name="SpeedPermille">Its speed, 1000 being usual.</param>
/// <param name="Holding">Activities it holds.</param>
public sealed record AgentEntry(
    string Agent, long Incarnation, string Endpoint, string State, TimeSpan RoundTrip, TimeSpan Silent,
    IReadOnlyList<string> Plugins, IReadOnlyList<string> Tags, IReadOnlyList<string> Aliases, Resources Offered,
    int SpeedPermille, int Holding);
