namespace Swarm.Cli.Agent;

/// <summary>The settings that starting an agent reads itself.</summary>
internal sealed record HostOptions
{
    /// <summary>The agent's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its state folder.</summary>
    public string State { get; init; } = "";

    /// <summary>The path of its control socket.</summary>
    public string Socket { get; init; } = "";

    /// <summary>The port for peers.</summary>
    public int Port { get; init; } = 7411;

    /// <summary>Agents of the swarm it joins, as host:port.</summary>
    public IReadOnlyList<string> Join { get; init; } = [];

    /// <summary>The file with the swarm's secret.</summary>
    public string SecretFile { get; init; } = "";

    /// <summary>Whether it may run although the broker forgets acknowledged entries in a power cut.</summary>
    public bool AcceptDataLoss { get; init; }
}
