namespace Swarm.Tests;

/// <summary>A disk of a few megabytes below a test's folder; only root can make one.</summary>
internal sealed class TinyDisk : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    private TinyDisk(string path) => Folder = path;

    internal string Folder { get; }

    internal static async Task<TinyDisk> MountAsync(string path, int mebibytes)
    {
        Directory.CreateDirectory(path);
        await RunAsync("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", path);
        return new TinyDisk(path);
    }

    public async ValueTask DisposeAsync() => await RunAsync("umount", "-l", Folder);

    private static async Task RunAsync(params string[] command)
    {
        await using ChildProgram program = ChildProgram.Start(command, []);
        (await program.WaitAsync(s_limit)).Well();
    }
}
