using System.Diagnostics;
using Xunit;

namespace Swarm.IntegrationTests.Fabric;

/// <summary>A disk that is soon full; only root can make one.</summary>
internal sealed class TinyDisk : IDisposable
{
    private TinyDisk(string path) => Path = path;

    internal string Path { get; }

    public void Dispose() => Run("umount", "-l", Path);

    internal static TinyDisk Mount(string path, int megabytes)
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "mounting a small disk needs root");
        Directory.CreateDirectory(path);
        Skip.IfNot(
            Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", path) == 0,
            "tmpfs cannot be mounted here");
        return new TinyDisk(path);
    }

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
