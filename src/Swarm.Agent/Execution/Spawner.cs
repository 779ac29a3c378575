using System.Runtime.InteropServices;
using Swarm.Plugins;

namespace Swarm.Agent.Execution;

/// <summary>
/// Starts a program by <c>posix_spawn</c>, which costs no copy of our memory and takes effect before any line of the
/// program runs: a session of its own (so its whole group can be signaled and no terminal reaches it), its folder,
/// its three streams, no other descriptor of ours, and signals as the system has them (the runtime ignores SIGPIPE,
/// and a program would inherit that).
/// </summary>
internal sealed class Spawner : IDisposable
{
    private const int ActionsSizeBytes = 256;
    private const int AttributesSizeBytes = 1024;
    private const int SignalSetSizeBytes = 128;
    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;

    private readonly nint _attributes = Marshal.AllocHGlobal(AttributesSizeBytes);

    internal Spawner()
    {
        byte[] none = new byte[SignalSetSizeBytes];
        byte[] all = new byte[SignalSetSizeBytes];
        Array.Fill(all, (byte)0xff);
        _ = Libc.AttributesInit(_attributes);
        _ = Libc.AttributesSetFlags(_attributes, SetSession | SetSignalMask | SetSignalDefaults);
        _ = Libc.AttributesSetMask(_attributes, none);
        _ = Libc.AttributesSetDefault(_attributes, all);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = Libc.AttributesDestroy(_attributes);
        Marshal.FreeHGlobal(_attributes);
    }

    /// <summary>Starts a program.</summary>
    /// <param name="path">The file to execute.</param>
    /// <param name="process">Its arguments, environment and folder.</param>
    /// <param name="output">The descriptor that becomes its standard output.</param>
    /// <param name="error">The descriptor that becomes its standard error.</param>
    /// <param name="pid">Its process id, which is its group's and session's too.</param>
    /// <returns>0, or the number of the system's error.</returns>
    internal int Start(string path, ProcessSpec process, int output, int error, out int pid)
    {
        using NativeStrings arguments = new([process.FileName, .. process.Arguments]);
        using NativeStrings environment = new([.. process.Environment.Select(pair => $"{pair.Key}={pair.Value}")]);
        using NativeStrings file = new([path]);
        nint actions = Marshal.AllocHGlobal(ActionsSizeBytes);
        _ = Libc.ActionsInit(actions);
        try
        {
            _ = Libc.ActionsChangeFolder(actions, process.WorkingDirectory);
            _ = Libc.ActionsOpen(actions, 0, "/dev/null", 0, 0);
            _ = Libc.ActionsDuplicate(actions, output, 1);
            _ = Libc.ActionsDuplicate(actions, error, 2);
            _ = Libc.ActionsCloseFrom(actions, 3);
            return Libc.Spawn(out pid, file.First, actions, _attributes, arguments.Address, environment.Address);
        }
        finally
        {
            _ = Libc.ActionsDestroy(actions);
            Marshal.FreeHGlobal(actions);
        }
    }
}
