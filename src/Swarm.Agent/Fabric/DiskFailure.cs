namespace Swarm.Agent.Fabric;

/// <summary>Says what a failing disk means for people.</summary>
internal static class DiskFailure
{
    private const int NoSpace = 28;
    private const int OverQuota = 122;
    private const long AlmostNothingBytes = 1 << 20;

    /// <summary>Whether there was no room.</summary>
    internal static bool IsFull(IOException failure) => failure.HResult is NoSpace or OverQuota;

    /// <summary>Whether the disk of a path has no room left to speak of.</summary>
    internal static bool IsOutOfRoom(string path) => FreeBytes(path) < AlmostNothingBytes;

    /// <summary>The failure as one that names its path and the remedy.</summary>
    internal static SwarmException Of(IOException failure, string path) =>
        IsFull(failure)
            ? new SwarmException(
                ErrorCode.DiskFull,
                $"the disk of '{Printable.Of(path)}' is full (errno {failure.HResult}, {FreeBytes(path)} bytes free); "
                + "free some, or move fabric.root to another disk",
                failure)
            : new SwarmException(
                ErrorCode.TransferFailed,
                $"'{Printable.Of(path)}' cannot be written: {Printable.Of(failure.Message)}",
                failure);

    /// <summary>How many bytes are free on the disk of a path.</summary>
    internal static long FreeBytes(string path)
    {
        try
        {
            string? folder = path;
            while (folder is not null && !Directory.Exists(folder))
            {
                folder = Path.GetDirectoryName(folder);
            }

            return new DriveInfo(folder ?? "/").AvailableFreeSpace;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
