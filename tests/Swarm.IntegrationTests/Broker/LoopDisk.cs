using System.Diagnostics;
using Swarm.Agent.Broker;
using Swarm.IntegrationTests.Support;

namespace Swarm.IntegrationTests.Broker;

/// <summary>
/// An ext4 file system in a file, mounted through a loop device. The file holds what a disk would hold after a power
/// cut: what was synced or written back, and nothing else.
/// </summary>
/// <remarks>
/// A cut shuts the file system down as a whole, between two writes. A copy of the file is no cut: it takes a while, and
/// holds its first blocks as they were before its last ones.
/// </remarks>
internal sealed class LoopDisk : IAsyncDisposable
{
    private const uint ShutDown = 0x8004587D;
    private const int WithoutWritingTheJournal = 2;
    private static readonly string[] Tools = ["mkfs.ext4", "mount", "umount", "truncate", "chattr"];

    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-disk-").FullName;

    private LoopDisk()
    {
    }

    /// <summary>Where it is mounted, before and after a cut.</summary>
    public string Path => System.IO.Path.Combine(_folder, "m");

    /// <summary>Why this machine can have none; null when it can.</summary>
    public static string? WhyNot()
    {
        string[] missing = [.. Tools.Where(tool => RequiresToolAttribute.Find(tool) is null)];
        return missing.Length > 0 ? $"not installed here: {string.Join(", ", missing)}"
            : !Environment.IsPrivilegedProcess ? "mounting a disk needs root"
            : !File.Exists("/dev/loop-control") ? "there are no loop devices here"
            : null;
    }

    /// <summary>Makes and mounts one.</summary>
    public static async Task<LoopDisk> CreateAsync(int sizeMiB)
    {
        LoopDisk disk = new();
        Directory.CreateDirectory(disk.Path);
        await RunAsync("truncate", "-s", $"{sizeMiB}M", disk.Image());
        await RunAsync("mkfs.ext4", "-q", "-F", disk.Image());
        await disk.MountAsync();
        return disk;
    }

    /// <summary>Cuts the power: from now on nothing reaches the disk. Whoever writes should be frozen.</summary>
    public void CutPower()
    {
        int descriptor = Libc.Open(Path, Libc.ReadOnly | Libc.CloseOnExec);
        long how = WithoutWritingTheJournal;
        int done = descriptor < 0 ? -1 : Libc.Control(descriptor, ShutDown, ref how);
        string complaint = Libc.LastError();
        _ = Libc.Close(descriptor);
        if (done != 0)
        {
            throw new InvalidOperationException($"the disk cannot be shut down: {complaint}");
        }
    }

    /// <summary>Power is back: the journal is played, and what was not on the disk is gone.</summary>
    public async Task ComeBackAsync()
    {
        await RunAsync("umount", Path);
        await MountAsync();
    }

    public static async Task RunAsync(string tool, params string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(RequiresToolAttribute.Find(tool)!, arguments) { RedirectStandardError = true })!;
        string complaint = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{tool} failed: {complaint}");
        }
    }

    // Lazily, so that a test that failed with a server still running shows its own error and not this one's.
    public async ValueTask DisposeAsync()
    {
        await RunAsync("umount", "-l", Path);
        Directory.Delete(_folder, recursive: true);
    }

    private string Image() => System.IO.Path.Combine(_folder, "image");

    private Task MountAsync() => RunAsync("mount", "-o", "loop", Image(), Path);
}
