namespace Swarm.Faults.Net;

/// <summary>
/// Hosts with addresses of their own: one for the broker, called <c>pool</c>, and one for each agent, all of a swarm
/// with an operator's authority. At its end the namespaces are gone.
/// </summary>
internal sealed class NetWorld : IAsyncDisposable
{
    internal const string Pool = "pool";

    private const int PoolPort = 4222;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly FaultRun _run;
    private readonly List<string> _hosts = [];
    private readonly List<Tap> _taps = [];

    private NetSwitch? _switch;
    private ChildProgram? _broker;

    private NetWorld(FaultRun run) => _run = run;

    private string Store => Path.Combine(_run.Swarm.Home.Folder, "pool", "js");

    /// <summary>The frames that were carried so far, and those that were lost on the way.</summary>
    internal (long Carried, long Lost) Frames => _switch!.Frames;

    /// <summary>Why this machine can have none; null when it can.</summary>
    internal static string? WhyNot() => RequiresToolAttribute.WhyNot("nats-server", "ip")
        ?? (!Environment.IsPrivilegedProcess ? "network namespaces need root"
            : !File.Exists("/dev/net/tun") ? "there are no TAP devices here"
            : null);

    /// <summary>Makes the hosts and starts the broker and the agents on theirs.</summary>
    internal static async Task<NetWorld> StartAsync(FaultRun run, params string[] names)
    {
        NetWorld world = new(run);
        try
        {
            foreach (string host in (string[])[Pool, .. names])
            {
                await world.AddHostAsync(host);
            }

            world._switch = new NetSwitch(world._taps, run.Seed);
            await world.StartBrokerAsync();
            await Swarm(run, "ca", "init", "--folder", world.Authority);
            foreach (string name in names)
            {
                await world.StartAgentAsync(name, isFirst: name == names[0]);
            }

            await run.Swarm.AgreesOnAsync(names);
            run.Store = world.Store;
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Says how one direction is from now on.</summary>
    internal void Set(string from, string to, LinkQuality quality) =>
        _switch!.Set(_hosts.IndexOf(from), _hosts.IndexOf(to), quality);

    /// <summary>Says how every direction between two hosts is from now on.</summary>
    internal void SetAll(LinkQuality quality)
    {
        foreach (string from in _hosts)
        {
            foreach (string to in _hosts.Where(to => to != from))
            {
                Set(from, to, quality);
            }
        }
    }

    /// <summary>Cuts every link between one group of hosts and all others.</summary>
    internal void Part(params string[] group)
    {
        foreach (string inside in group)
        {
            foreach (string outside in _hosts.Except(group))
            {
                Set(inside, outside, LinkQuality.Cut);
                Set(outside, inside, LinkQuality.Cut);
            }
        }

        _run.Talk.Say($"cut off: {string.Join(", ", group)}");
    }

    /// <summary>Mends all links.</summary>
    internal void Heal()
    {
        SetAll(LinkQuality.Clean);
        _run.Talk.Say("all links are whole");
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        await Processes.EndAsync(_run.Swarm.Home.Folder);
        _switch?.Dispose();
        foreach (string host in _hosts)
        {
            await LoopDisk.RunAsync("ip", "netns", "del", Namespace(host));
        }
    }

    private string Authority => Path.Combine(_run.Swarm.Home.Folder, "authority");

    private static string Namespace(string host) => $"swf{Environment.ProcessId}-{host}";

    private string Address(string host) => $"10.98.0.{_hosts.IndexOf(host) + 1}";

    private static AgentPlace Place(string host) => new(["ip", "netns", "exec", Namespace(host)], [], []);

    private async Task AddHostAsync(string host)
    {
        string space = Namespace(host);
        await LoopDisk.RunAsync("ip", "netns", "add", space);
        _hosts.Add(host);
        string device = $"t{Environment.ProcessId}x{_hosts.Count}";
        _taps.Add(Tap.Create(device));
        await LoopDisk.RunAsync("ip", "link", "set", device, "netns", space);
        await LoopDisk.RunAsync(
            "ip", "-n", space, "link", "set", device, "name", "eth0", "address", $"02:00:00:00:00:{_hosts.Count:x2}");
        await LoopDisk.RunAsync("ip", "-n", space, "addr", "add", $"{Address(host)}/24", "dev", "eth0");
        await LoopDisk.RunAsync("ip", "-n", space, "link", "set", "eth0", "up");
        await LoopDisk.RunAsync("ip", "-n", space, "link", "set", "lo", "up");
    }

    private async Task StartBrokerAsync()
    {
        Directory.CreateDirectory(Store);
        await LoopDisk.RunAsync("chattr", "+S", Store);
        string config = _run.Swarm.Home.File(
            "pool.conf",
            $$"""
            listen: "{{Address(Pool)}}:{{PoolPort}}"
            jetstream { store_dir: "{{Store}}" }
            """);
        _broker = ChildProgram.Start(
            [.. Place(Pool).Prefix, RequiresToolAttribute.Find("nats-server")!, "-c", config], Ambient.Variables);
        await Until.HoldsAsync(
            () => _broker.Error.Any(line => line.Contains("Server is ready", StringComparison.Ordinal)),
            s_limit,
            "the broker is ready");
    }

    private async Task StartAgentAsync(string name, bool isFirst)
    {
        string[] order = ["--for", name, "--folder", Authority, .. isFirst ? (string[])["--issuer"] : []];
        string token = (await Swarm(_run, ["ca", "token", "-o", "quiet", .. order])).Output.Trim();
        await Swarm(_run, "ca", "join", token, "--state", _run.Swarm.Home.StateOf(name));
        string[] pool = isFirst
            ? ["--set", $"pool.url=nats://{Address(Pool)}:{PoolPort}", "--set", "pool.durable=true"]
            : [];
        await _run.Swarm.AddAsync(name, Place(name), ["--set", $"listen={Address(name)}", .. pool]);
    }

    private static async Task<CommandResult> Swarm(FaultRun run, params string[] words) =>
        (await run.Swarm.Home.RunAsync(words)).Well();
}
