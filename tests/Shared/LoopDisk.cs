using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Swarm.Tests;

/// <summary>
/// An ext4 file system in a file, mounted through a loop device. The file holds what a disk would hold after a power
/// cut: what was synced or written back, and nothing else.
/// </summary>
/// <remarks>
/// A cut shuts the file system down as a whole, between two writes. A copy of the file is no cut: it takes a while, and
/// holds its first blocks as they were before its last ones.
/// </remarks>
internal sealed partial class LoopDisk : IAsyncDisposable
{
    private const uint ShutDown = 0x8004587D;
    private const uint WithoutWritingTheJournal = 2;
    private const int FolderForReading = 0x90000;
    private static readonly string[] s_tools = ["nats-server", "mkfs.ext4", "mount", "umount", "truncate", "chattr"];

    private readonly string _folder;

    private LoopDisk(string folder) => _folder = folder;

    /// <summary>Where it is mounted, before and after a cut.</summary>
    public string Path => System.IO.Path.Combine(_folder, "m");

    /// <summary>Why this machine can have none with a broker on it; null when it can.</summary>
    public static string? WhyNot() =>
        RequiresToolAttribute.WhyNot(s_tools)
        ?? (!Environment.IsPrivilegedProcess ? "mounting a disk needs root"
            : !File.Exists("/dev/loop-control") ? "there are no loop devices here"
            : null);

    /// <summary>Makes and mounts one, below a folder that is there or one of its own.</summary>
    public static async Task<LoopDisk> CreateAsync(int sizeMiB, string? under = null)
    {
        LoopDisk disk = new(under is null
            ? Directory.CreateTempSubdirectory("swarm-disk-").FullName
            : Directory.CreateDirectory(System.IO.Path.Combine(under, "disk")).FullName);
        Directory.CreateDirectory(disk.Path);
        await RunAsync("truncate", "-s", $"{sizeMiB}M", disk.Image());
        await RunAsync("mkfs.ext4", "-q", "-F", disk.Image());
        await disk.MountAsync();
        return disk;
    }

    /// <summary>Cuts the power: from now on nothing reaches the disk. Whoever writes should be frozen.</summary>
    public void CutPower()
    {
        using SafeFileHandle folder = Open(Path, FolderForReading);
        uint how = WithoutWritingTheJournal;
        if (folder.IsInvalid || Control(folder, ShutDown, ref how) != 0)
        {
            throw new InvalidOperationException(
                $"the disk cannot be shut down: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
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

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, nuint request, ref uint argument);
}
