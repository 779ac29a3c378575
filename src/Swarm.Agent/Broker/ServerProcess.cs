using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Swarm.Agent.Broker;

/// <summary>
/// A nats-server in a session of its own: neither a terminal's Ctrl-C nor its agent's death reaches it. It is known by
/// process id and start time, so that a number given to another process is never mistaken for it.
/// </summary>
internal sealed class ServerProcess : IDisposable
{
    private const int StateField = 0;
    private const int ThreadsField = 17;
    private const int StartTimeField = 19;
    private static readonly TimeSpan StopPoll = TimeSpan.FromMilliseconds(20);
    private static readonly string[] KeptVariables = ["PATH", "HOME", "TMPDIR", "TZ", "GOMAXPROCS", "GOMEMLIMIT"];

    // Only for a child of ours: the framework reaps it as long as this is there.
    private readonly Process? _child;
    private readonly string _startTime;

    private ServerProcess(int pid, string startTime, Process? child)
    {
        Pid = pid;
        _startTime = startTime;
        _child = child;
    }

    /// <summary>Its process id.</summary>
    internal int Pid { get; }

    /// <summary>Whether it is gone; a zombie that nobody reaps is gone.</summary>
    internal bool HasEnded => StartTimeOf(Pid) != _startTime;

    /// <summary>Starts a server.</summary>
    /// <exception cref="SwarmException">It cannot be started.</exception>
    internal static ServerProcess Start(string executable, BrokerFiles files)
    {
        // The shell is there for the redirection alone; it becomes the server, so the process id stays.
        ProcessStartInfo start = new("setsid")
        {
            WorkingDirectory = files.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] arguments =
            ["sh", "-c", "exec \"$0\" -c \"$1\" </dev/null >>\"$2\" 2>&1", executable, files.Config, files.LogFile];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string name in start.Environment.Keys.Except(KeptVariables).ToArray())
        {
            start.Environment.Remove(name);
        }

        try
        {
            Process child = Process.Start(start)!;
            return new ServerProcess(child.Id, StartTimeOf(child.Id) ?? "", child);
        }
        catch (Win32Exception e)
        {
            throw new SwarmException(
                ErrorCode.BrokerUnavailable, $"setsid cannot be run ({e.Message}): apt-get install util-linux", e);
        }
    }

    /// <summary>Takes over a server that runs with these files, or null if none does.</summary>
    internal static ServerProcess? TryAdopt(BrokerFiles files) =>
        files.Pid() is { } pid && StartTimeOf(pid) is { } startTime && Serves(pid, files.Config)
            ? new ServerProcess(pid, startTime, child: null)
            : null;

    /// <summary>Asks it to end, kills it when it does not, and returns when it is gone.</summary>
    /// <returns>Whether it ended by itself.</returns>
    internal async Task<bool> StopAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        long asked = time.GetTimestamp();
        bool killed = false;
        Signal(Libc.SigTerm);
        while (!HasEnded)
        {
            if (!killed && time.GetElapsedTime(asked) >= limit)
            {
                killed = true;
                Signal(Libc.SigKill);
            }

            await Task.Delay(StopPoll, time, cancellationToken);
        }

        return !killed;
    }

    /// <summary>Lets it read its configuration anew.</summary>
    internal void Reload() => Signal(Libc.SigHangUp);

    /// <summary>Ends it at once, as a crash would; what it acknowledged is on the disk.</summary>
    internal void Kill() => Signal(Libc.SigKill);

    /// <summary>Lets go of it; it runs on.</summary>
    public void Dispose() => _child?.Dispose();

    private void Signal(int signal)
    {
        if (!HasEnded)
        {
            _ = Libc.Kill(Pid, signal);
        }
    }

    private static bool Serves(int pid, string config)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0').Contains(config);
        }
        catch (IOException)
        {
            return false;
        }
    }

    // Fields 3, 20 and 22 of proc(5); the name before them may hold anything, so what counts begins after its bracket.
    // A zombie whose other threads still end has its files and its port open yet.
    private static string? StartTimeOf(int pid)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            bool isGone = fields[StateField] is ("Z" or "X") && fields[ThreadsField] is ("0" or "1");
            return isGone ? null : fields[StartTimeField];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
