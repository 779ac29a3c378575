namespace Swarm.Cli.Agent;

/// <summary>An agent's state folder: private, writable, on a disk of this host, and for one agent at a time.</summary>
internal static class StateFolder
{
    private static readonly string[] s_networkFormats =
    [
        "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "fuse.sshfs", "lustre", "gpfs", "afs", "ceph", "glusterfs", "9p",
        "beegfs",
    ];

    /// <summary>Makes the folder and checks it.</summary>
    /// <exception cref="HostUnfitException">It cannot be used; the message names the remedy.</exception>
    internal static void Prepare(string folder)
    {
        try
        {
            OwnerOnly.CreateFolder(folder);
            string probe = Path.Combine(folder, $".probe-{Environment.ProcessId}");
            File.WriteAllBytes(probe, [1]);
            File.Delete(probe);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new HostUnfitException(
                $"The state folder '{folder}' cannot be written: {refused.Message} "
                + "Choose another with --state DIR.",
                refused);
        }

        string format = FormatOf(folder);
        if (s_networkFormats.Contains(format, StringComparer.OrdinalIgnoreCase))
        {
            throw new HostUnfitException(
                $"The state folder '{folder}' is on a network file system ({format}), which can neither lock nor "
                + "keep what it acknowledges. Choose a folder on a local disk with --state DIR.");
        }
    }

    /// <summary>Takes the folder for this process until the lock is disposed.</summary>
    /// <exception cref="HostUnfitException">Another process has it.</exception>
    internal static FileStream Lock(string folder, string name)
    {
        try
        {
            return new FileStream(
                Path.Combine(folder, "agent.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken)
        {
            string process = PidFile.Read(folder) is { } pid && pid.IsAlive() ? $" as process {pid.ProcessId}" : "";
            throw new HostUnfitException(
                $"Agent '{name}' runs already{process}. Look at it with 'swarm agent status {name}', end it with "
                + $"'swarm agent stop {name}', or give this one another --name.",
                taken);
        }
    }

    /// <summary>The kind of file system a folder is on.</summary>
    internal static string FormatOf(string folder)
    {
        try
        {
            return new DriveInfo(folder).DriveFormat;
        }
        catch (Exception unknown) when (unknown is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }
}
