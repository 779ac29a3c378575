using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Swarm.IntegrationTests.Support;

/// <summary>
/// A real nats-server as a child process, with JetStream, on free loopback ports and in a folder of its own. It can be
/// killed, frozen and started again on the same ports with the same store.
/// </summary>
public sealed class NatsServer : IAsyncDisposable
{
    private const int Sigkill = 9;
    private const int Sigcont = 18;
    private const int Sigstop = 19;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    private readonly string _extraConfig;
    private Process? _process;
    private bool _paused;

    private NatsServer(string folder, string extraConfig)
    {
        Folder = folder;
        _extraConfig = extraConfig;
    }

    /// <summary>Holds configuration, store and log; removed at the end.</summary>
    public string Folder { get; }

    public string StoreFolder => Path.Combine(Folder, "js");

    public string LogFile => Path.Combine(Folder, "nats.log");

    public int Port { get; private set; }

    public int MonitoringPort { get; private set; }

    public string Url => $"nats://127.0.0.1:{Port}";

    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("the server is not running");

    /// <summary>Starts a server.</summary>
    /// <param name="extraConfig">Lines for its configuration file, such as authorization or tls blocks.</param>
    /// <param name="prepare">Fills the folder (certificates) before the server reads it.</param>
    public static async Task<NatsServer> StartAsync(string extraConfig = "", Action<string>? prepare = null)
    {
        string folder = Directory.CreateTempSubdirectory("swarm-nats-").FullName;
        prepare?.Invoke(folder);
        var server = new NatsServer(folder, extraConfig);
        try
        {
            await server.LaunchAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the process at once, as a crash would.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
        {
            return;
        }

        Signal(Sigkill);
        await process.WaitForExitAsync();
        process.Dispose();
        _process = null;
        _paused = false;
    }

    /// <summary>Starts it again: same ports, same store.</summary>
    public Task RestartAsync() => LaunchAsync();

    /// <summary>Freezes the process: its connections stay open and silent. It stands still when this returns.</summary>
    public void Pause()
    {
        const int byProcessId = 1;
        const int stopped = 2;
        const int doNotReap = 0x01000000;
        Signal(Sigstop);
        _paused = true;
        if (WaitId(byProcessId, (uint)ProcessId, new byte[128], stopped | doNotReap) != 0)
        {
            throw new InvalidOperationException($"{ProcessId} did not stop");
        }
    }

    /// <summary>Lets a frozen process go on.</summary>
    public void Resume()
    {
        Signal(Sigcont);
        _paused = false;
    }

    public async ValueTask DisposeAsync()
    {
        if (_paused)
        {
            Resume();
        }

        await KillAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task LaunchAsync()
    {
        string config = Path.Combine(Folder, "nats.conf");
        string ports = Directory.CreateDirectory(Path.Combine(Folder, "ports")).FullName;
        await File.WriteAllTextAsync(config, Config(ports));
        using var watcher = new FileSystemWatcher(ports) { EnableRaisingEvents = true };
        var start = new ProcessStartInfo(RequiresToolAttribute.Find("nats-server") ?? "nats-server", ["-c", config])
        {
            WorkingDirectory = Folder,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(StartTimeout);
        Task<string> complaint = _process.StandardError.ReadToEndAsync(limit.Token);
        Task exit = _process.WaitForExitAsync(limit.Token);
        Task<JsonElement> ready = PortsAsync(watcher, ports, limit.Token);
        if (await Task.WhenAny(ready, exit) == exit)
        {
            throw new InvalidOperationException($"nats-server did not start: {await complaint}");
        }

        JsonElement found = await ready;
        Port = PortOf(found, "nats", "tls");
        MonitoringPort = PortOf(found, "monitoring", "monitoring");
    }

    /// <summary>The server writes this file when it is ready for connections.</summary>
    private async Task<JsonElement> PortsAsync(FileSystemWatcher watcher, string folder, CancellationToken ct)
    {
        string file = Path.Combine(folder, $"nats-server_{_process!.Id}.ports");
        while (true)
        {
            var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            void OnChange(object sender, FileSystemEventArgs e) => changed.TrySetResult();
            watcher.Created += OnChange;
            watcher.Changed += OnChange;
            try
            {
                if (File.Exists(file) && TryParse(await File.ReadAllTextAsync(file, ct), out JsonElement ports))
                {
                    return ports;
                }

                await changed.Task.WaitAsync(ct);
            }
            finally
            {
                watcher.Created -= OnChange;
                watcher.Changed -= OnChange;
            }
        }
    }

    private static bool TryParse(string text, out JsonElement json)
    {
        try
        {
            json = JsonDocument.Parse(text).RootElement;
            return true;
        }
        catch (JsonException)
        {
            json = default;
            return false;
        }
    }

    private static int PortOf(JsonElement ports, string name, string otherName)
    {
        JsonElement urls = ports.TryGetProperty(name, out JsonElement found) ? found : ports.GetProperty(otherName);
        return new Uri(urls[0].GetString()!).Port;
    }

    private string Config(string ports) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        server_name: "test"
        listen: "127.0.0.1:{{(Port == 0 ? -1 : Port)}}"
        http: "127.0.0.1:{{(MonitoringPort == 0 ? -1 : MonitoringPort)}}"
        ports_file_dir: "{{ports}}"
        log_file: "{{LogFile}}"
        jetstream { store_dir: "{{StoreFolder}}", max_mem: 256MB, max_file: 4GB }
        {{_extraConfig}}
        """);

    private void Signal(int signal)
    {
        if (Kill(ProcessId, signal) != 0)
        {
            throw new InvalidOperationException($"signal {signal} could not be sent to {ProcessId}");
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);

    [DllImport("libc", EntryPoint = "waitid", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int WaitId(int kind, uint id, byte[] signalInfo, int options);
}
