using System.Diagnostics;

namespace Swarm.Tests;

/// <summary>
/// An ext4 file system in a file, mounted through a loop device. The file holds what a disk would hold after a power
/// cut: what was synced or written back, and nothing else.
/// </summary>
internal sealed class LoopDisk : IAsyncDisposable
{
    private static readonly string[] s_tools =
        ["nats-server", "mkfs.ext4", "mount", "umount", "cp", "truncate", "chattr"];

    private readonly string _folder;
    private int _image;

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

    /// <summary>Keeps what a power cut at this moment would leave. Whoever writes should be stopped.</summary>
    public async Task<string> SnapshotAsync()
    {
        string copy = System.IO.Path.Combine(_folder, $"image{_image + 1}");
        await RunAsync("cp", "--sparse=always", Image(), copy);
        return copy;
    }

    /// <summary>Power is back: the disk is as the snapshot has it.</summary>
    public async Task ComeBackAsync()
    {
        await RunAsync("umount", Path);
        _image++;
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

    private string Image() => System.IO.Path.Combine(_folder, $"image{_image}");

    private Task MountAsync() => RunAsync("mount", "-o", "loop", Image(), Path);
}
