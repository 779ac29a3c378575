namespace Swarm.Sdk.Views;

/// <summary>One agent as it sees itself.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="Version">The version it runs.</param>
/// <param name="SwarmId">The swarm it belongs to.</param>
/// <param name="Incarnation">Which of its lives this is.</param>
/// <param name="Epoch">The number of the view it is in.</param>
/// <param name="State">starting, ready, draining or stopping.</param>
/// <param name="Endpoint">Where peers reach it.</param>
/// <param name="Socket">Its control socket.</param>
/// <param name="ProcessId">Its process.</param>
/// <param name="Uptime">How long it has been up.</param>
/// <param name="Broker">What it says of the broker.</param>
/// <param name="Running">Activities it runs.</param>
/// <param name="Queued">Activities it was given and has not begun.</param>
/// <param name="Offered">What it offers.</param>
/// <param name="Used">What of it is in use.</param>
/// <param name="MemoryBytes">Memory it uses itself.</param>
/// <param name="Runs">What it runs.</param>
/// <param name="Counters">What it counted since it began.</param>
public sealed record AgentStatus(
    string Agent, string Version, string SwarmId, long Incarnation, long Epoch, string State, string Endpoint,
    string Socket, int ProcessId, TimeSpan Uptime, BrokerStatus Broker, int Running, int Queued, Resources Offered,
    Resources Used, long MemoryBytes, IReadOnlyList<RunningActivity> Runs, AgentCounters Counters);
