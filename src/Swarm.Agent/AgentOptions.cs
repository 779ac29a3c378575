using Microsoft.Extensions.Logging;
using Swarm.Agent.Broker;
using Swarm.Agent.Execution;
using Swarm.Agent.Fabric;
using Swarm.Agent.Peers;
using Swarm.Agent.Pool;
using Swarm.Core.Membership;

namespace Swarm.Agent;

/// <summary>How an agent is configured: the YAML file, then <c>SWARM_*</c> variables, then flags.</summary>
public sealed record AgentOptions
{
    /// <summary>The agent's name, unique in its swarm and the same across restarts. Default: the host's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>
    /// The folder where it keeps what must survive a restart. Default: <c>$XDG_STATE_HOME/swarm/NAME</c>. It must be on
    /// a local disk.
    /// </summary>
    public string State { get; init; } = "";

    /// <summary>
    /// The path of its control socket, which only its owner can open. Default: in the runtime or state folder.
    /// </summary>
    public string Socket { get; init; } = "";

    /// <summary>
    /// The address at which peers reach it, over TLS. Default 127.0.0.1. An agent listens beyond loopback only if its
    /// swarm's operator has an authority ('swarm ca init').
    /// </summary>
    public string Listen { get; init; } = "127.0.0.1";

    /// <summary>The port at which peers reach it; 0 takes any free one and keeps it. Default 7411.</summary>
    public int Port { get; init; } = 7411;

    /// <summary>
    /// The address it tells its peers, as <c>host:port</c>, when a tunnel makes it another. Default: where it listens,
    /// or this host's name where it listens on every address.
    /// </summary>
    public string? Advertise { get; init; }

    /// <summary>
    /// Agents of the swarm to join, as <c>host:port</c>; the first that answers is taken. Default: found a swarm.
    /// </summary>
    public IReadOnlyList<string> Join { get; init; } = [];

    /// <summary>
    /// The file with the secret of a swarm without an operator, readable by its owner only: it enrols on loopback.
    /// Default: made in the state folder.
    /// </summary>
    public string? SecretFile { get; init; }

    /// <summary>
    /// Runs although a power cut may lose what the broker acknowledged. Default no: the agent refuses to start and says
    /// what would make it durable.
    /// </summary>
    public bool AcceptDataLoss { get; init; }

    /// <summary>Words that activities may ask for with <c>tag:WORD</c>. Default none.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>
    /// Other names by which references and placements may call it, such as <c>B</c> in <c>B://file</c>. Default none.
    /// </summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>How many cores runs may use together. Default: those of the host.</summary>
    public double Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>How much memory runs may ask for together, in MiB. Default: what the host has.</summary>
    public long MemoryMib { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20;

    /// <summary>How many accelerators runs may ask for together. Default none.</summary>
    public int Gpus { get; init; }

    /// <summary>
    /// How fast it is: 1 is the reference, 2 twice as fast. It makes expected times comparable. Default 1.
    /// </summary>
    public double Speed { get; init; } = 1;

    /// <summary>The plugins it offers. Default: all it has.</summary>
    public IReadOnlyList<string> Plugins { get; init; } = [];

    /// <summary>How long running activities may go on when it is told to end. Default 30 s.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How committees agree, if it founds a swarm.</summary>
    public AgreementOptions Agreement { get; init; } = new();

    /// <summary>
    /// How much it says in its log: <c>Trace</c>, <c>Debug</c>, <c>Information</c>, <c>Warning</c>, <c>Error</c>,
    /// <c>Critical</c> or <c>None</c>. Default <c>Information</c>. <c>Debug</c> tells every decision and every step of
    /// every activity, and costs a line for each.
    /// </summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>
    /// A new file into which it writes all that it decides from, for <c>Swarm.Simulation --replay</c>; it ends at
    /// 256 MiB. Campaigns and what peers say are in it. Default none.
    /// </summary>
    public string? Record { get; init; }

    /// <summary>How it treats its links to others.</summary>
    public PeerOptions Peers { get; init; } = new();

    /// <summary>Where the job pool is.</summary>
    public PoolOptions Pool { get; init; } = new();

    /// <summary>The broker it runs when nobody else does.</summary>
    public BrokerOptions Broker { get; init; } = new();

    /// <summary>How data is kept and moved.</summary>
    public FabricOptions Fabric { get; init; } = new() { Root = "" };

    /// <summary>How activities are run.</summary>
    public ExecutionOptions Execution { get; init; } = new();

    internal AgentId Id => AgentId.Parse(Name);

    internal Capabilities Offer(IReadOnlyList<string> plugins) => new(
        Plugins.Count > 0 ? [.. plugins.Where(plugin => Plugins.Contains(plugin, StringComparer.Ordinal))] : plugins,
        Tags,
        Aliases,
        new Resources((int)(Cores * 1000), MemoryMib << 20, Gpus),
        Math.Max(1, (int)(Speed * 1000)));
}
