using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Swarm.Agent;
using Swarm.Model;

namespace Swarm.Cli.Agent;

/// <summary>Builds a whole agent and runs it until it is told to end.</summary>
internal static class AgentHost
{
    private const string KeptPort = "port";

    /// <summary>The options that name every setting there is.</summary>
    internal static Type Options => typeof(AgentOptions);

    /// <summary>Runs an agent.</summary>
    /// <exception cref="SwarmException">This host cannot run it as configured.</exception>
    internal static async Task RunAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        AgentOptions options = Settle(OptionsOf(configuration));
        using AgentTelemetry? telemetry = AgentTelemetry.Start(options.Name);
        // Nothing but what an agent uses: no settings from a file that happens to lie in this folder, and less memory.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.SetMinimumLevel(options.LogLevel);
        builder.Services.AddSwarmAgent(options);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenFor(options));
        OwnerOnly.CreateFolder(Path.GetDirectoryName(options.Socket)!);
        File.Delete(options.Socket);
        await using WebApplication app = builder.Build();
        await app.RunSwarmAgentAsync(cancellationToken);
        File.Delete(options.Socket);
    }

    /// <summary>The settings as the agent reads them.</summary>
    /// <exception cref="HostUnfitException">One of them cannot be read.</exception>
    internal static AgentOptions OptionsOf(IConfiguration configuration)
    {
        try
        {
            return configuration.Get<AgentOptions>() ?? new AgentOptions();
        }
        catch (InvalidOperationException unfit)
        {
            throw new HostUnfitException(
                $"{unfit.Message} Correct that setting; 'swarm agent doctor' lists all of them.", unfit);
        }
    }

    private static void RequireSense(AgentOptions options)
    {
        (string Key, string Allowed, bool IsWrong)[] rules =
        [
            ("port", "0 to 65535", options.Port is < 0 or > ushort.MaxValue),
            ("cores", "more than 0, up to 100000", options.Cores is not (> 0 and <= 100_000)),
            ("memoryMib", "0 or more", options.MemoryMib is < 0 or > long.MaxValue >> 20),
            ("gpus", "0 or more", options.Gpus < 0),
            ("speed", "more than 0, up to 1000", options.Speed is not (> 0 and <= 1000)),
            ("grace", "0 or more", options.Grace < TimeSpan.Zero),
            ("pool.name", "1 to 32 letters and digits", !options.Pool.HasName),
        ];
        if (rules.FirstOrDefault(rule => rule.IsWrong) is { Key: { } key, Allowed: { } allowed })
        {
            throw new HostUnfitException($"The setting '{key}' is out of its range; {allowed} is allowed.");
        }
    }

    private static AgentOptions Settle(AgentOptions options)
    {
        RequireSense(options);
        if (!IPAddress.TryParse(options.Listen, out IPAddress? address))
        {
            throw new HostUnfitException(
                $"The setting 'listen' is '{options.Listen}', which is no IP address: write one of this host's, "
                + "0.0.0.0 for all of them, or 127.0.0.1 for none but loopback.");
        }

        string root = options.Fabric.Root.Length > 0 ? options.Fabric.Root : Path.Combine(options.State, "data");
        Directory.CreateDirectory(root);
        int port = options.Port == 0 ? KeepFreePort(options.State) : RequireFree(address, options.Port);
        bool isEverywhere = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        return options with
        {
            Port = port,
            Advertise = options.Advertise ?? (isEverywhere ? $"{Environment.MachineName}:{port}" : null),
            Fabric = options.Fabric with { Root = root },
            Record = options.Record is { } record ? RequireNew(Path.GetFullPath(record)) : null,
        };
    }

    // What was recorded before is worth keeping; and a recording is of one process.
    private static string RequireNew(string recording) =>
        File.Exists(recording)
            ? throw new HostUnfitException(
                $"The recording '{recording}' is there already. Name another file with --record, or move this one.")
            : Directory.Exists(Path.GetDirectoryName(recording)) ? recording
            : throw new HostUnfitException(
                $"The folder of the recording '{recording}' is not there. Make it, or name another with --record.");

    // A port of its own choosing is kept: peers that remember this agent find it there after a restart.
    private static int KeepFreePort(string state)
    {
        string file = Path.Combine(state, KeptPort);
        if (File.Exists(file) && int.TryParse(File.ReadAllText(file), out int kept) && IsFree(IPAddress.Loopback, kept))
        {
            return kept;
        }

        using Socket probe = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)probe.LocalEndPoint!).Port;
        File.WriteAllText(file, port.ToString());
        return port;
    }

    private static int RequireFree(IPAddress address, int port) =>
        IsFree(address, port)
            ? port
            : throw new HostUnfitException(
                $"Port {port} is in use by another program. Choose another with --port PORT; 0 takes any free one.");

    private static bool IsFree(IPAddress address, int port)
    {
        using Socket probe = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // As the server itself does: a port whose last connections are still closing counts as free.
            probe.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            probe.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
