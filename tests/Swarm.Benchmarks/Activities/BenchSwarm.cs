using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Swarm.Model;
using Swarm.Sdk;
using Swarm.Sdk.Views;

namespace Swarm.Benchmarks.Activities;

/// <summary>Real daemons in folders of their own: the built <c>swarm</c> command, a durable broker, loopback.</summary>
internal sealed class BenchSwarm : IAsyncDisposable
{
    private static readonly TimeSpan s_formLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("swb-").FullName;
    private readonly List<Process> _daemons = [];
    private readonly List<int> _pids = [];

    internal SwarmClient Client { get; private set; } = null!;

    /// <summary>The first agent, which also runs the broker.</summary>
    internal int FirstPid => _daemons[0].Id;

    /// <summary>Starts so many daemons and waits until all are members.</summary>
    internal static async Task<BenchSwarm> StartAsync(int agents, CancellationToken ct)
    {
        BenchSwarm swarm = new();
        try
        {
            await swarm.FormAsync(agents, ct);
            return swarm;
        }
        catch
        {
            await swarm.DisposeAsync();
            throw;
        }
    }

    /// <summary>Processor seconds of all daemons, their broker, and the programs they ran.</summary>
    internal double CpuSeconds() => ProcessTimes.CpuSeconds(_pids);

    /// <summary>Runs a campaign to its end.</summary>
    /// <returns>Seconds from sending it to knowing that it ended well.</returns>
    internal async Task<double> RunAsync(Campaign campaign, CancellationToken ct)
    {
        long start = Stopwatch.GetTimestamp();
        CampaignRun run = await campaign.DispatchAsync(Client, ct);
        await WhenEndedAsync(run.Id, ct);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        foreach (Process daemon in Enumerable.Reverse(_daemons))
        {
            int[] children = [.. ProcessTimes.ChildrenOf(daemon.Id)];
            daemon.Kill();
            await daemon.WaitForExitAsync(CancellationToken.None);
            daemon.Dispose();
            foreach (int child in children)
            {
                await EndAsync(child);
            }
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static async Task EndAsync(int pid)
    {
        try
        {
            using Process child = Process.GetProcessById(pid);
            child.Kill();
            await child.WaitForExitAsync(CancellationToken.None);
        }
        catch (ArgumentException)
        {
            // It ended by itself.
        }
    }

    private async Task WhenEndedAsync(string campaign, CancellationToken ct)
    {
        // Looking now and then costs the agent less than being told of every change.
        while (true)
        {
            IReadOnlyList<CampaignSummary> all = await Client.ListCampaignsAsync(1, ct);
            CampaignSummary summary = all.FirstOrDefault(one => one.Id == campaign)
                ?? (await Client.ListCampaignsAsync(1000, ct)).First(one => one.Id == campaign);
            if (summary.Ended is not null)
            {
                if (summary.State != ActivityState.Completed)
                {
                    throw new InvalidOperationException($"campaign {campaign} ended {summary.State}");
                }

                return;
            }

            await Task.Delay(s_look, ct);
        }
    }

    private async Task FormAsync(int agents, CancellationToken ct)
    {
        string secret = Path.Combine(_folder, "secret");
        File.WriteAllBytes(secret, System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        int first = FreePort();
        _daemons.Add(Start("a0", first, secret, null));
        Client = SwarmClient.Connect([AgentAddress.OfSocket("a0", Path.Combine(_folder, "run", "swarm", "a0.sock"))]);
        await MembersAsync(1, ct);
        for (int i = 1; i < agents; i++)
        {
            _daemons.Add(Start($"a{i}", FreePort(), secret, $"127.0.0.1:{first}"));
        }

        await MembersAsync(agents, ct);
        _pids.AddRange(_daemons.Select(daemon => daemon.Id));
        _pids.AddRange(ProcessTimes.ChildrenOf(FirstPid));
    }

    private async Task MembersAsync(int wanted, CancellationToken ct)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < s_formLimit)
        {
            try
            {
                if ((await Client.StatusAsync(ct)).State == "ready"
                    && (await Client.AgentsAsync(cancellationToken: ct)).Agents.Count(agent =>
                        agent.State is "self" or "member") == wanted)
                {
                    return;
                }
            }
            catch (SwarmException)
            {
                // It is not there yet.
            }

            if (_daemons.Find(daemon => daemon.HasExited) is { } ended)
            {
                throw new InvalidOperationException(
                    $"a daemon ended with code {ended.ExitCode}; its log:\n{Tail(ended)}");
            }

            await Task.Delay(s_look, ct);
        }

        throw new TimeoutException($"{wanted} daemons did not become one swarm in {s_formLimit.TotalSeconds} s");
    }

    private string Tail(Process daemon) =>
        string.Join('\n', File.ReadLines(Path.Combine(_folder, $"a{_daemons.IndexOf(daemon)}.log")).TakeLast(5));

    private Process Start(string name, int port, string secret, string? join)
    {
        string joining = join is null ? "" : $" --join {join}";
        string log = Path.Combine(_folder, name + ".log");
        ProcessStartInfo start = new("/bin/sh")
        {
            ArgumentList =
            {
                "-c",
                $"exec dotnet exec '{Program()}' agent start --name {name} --port {port} "
                + $"--secret-file '{secret}'{joining} >'{log}' 2>&1",
            },
            Environment =
            {
                ["XDG_STATE_HOME"] = Path.Combine(_folder, "state"), ["XDG_RUNTIME_DIR"] = Path.Combine(_folder, "run"),
            },
        };
        Directory.CreateDirectory(Path.Combine(_folder, "run"));
        return Process.Start(start)!;
    }

    // The command stands beside this program, built the same way.
    private static string Program()
    {
        string path = Path.GetFullPath(Path.Combine(
            AppContext.BaseDirectory, "..", "..", "Swarm.Cli", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')),
                "swarm.dll"));
        return File.Exists(path)
            ? path : throw new FileNotFoundException($"{path} is missing; build src/Swarm.Cli in Release");
    }

    internal static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
