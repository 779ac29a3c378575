using Microsoft.Win32.SafeHandles;

namespace Swarm.Agent.Fabric;

/// <summary>Makes a file appear a second time, as cheaply and as safely as the disk allows.</summary>
internal sealed class FileSharing
{
    private const int AlreadyExists = 17;

    /// <summary>How root's programs see modes: not at all, so a hard link would let them edit what it shares.</summary>
    internal static bool IgnoresModes { get; } = Environment.IsPrivilegedProcess;

    // Learned from the first refusal: a root lies on one disk.
    private volatile bool _canClone = true;

    /// <summary>A file that shares blocks or nothing: a reflink, else a copy.</summary>
    internal async ValueTask CopyAsync(string source, string target, CancellationToken cancellationToken)
    {
        try
        {
            if (!TryClone(source, target))
            {
                await Task.Run(() => File.Copy(source, target), cancellationToken);
            }
        }
        catch (IOException failure)
        {
            if (failure.HResult != AlreadyExists)
            {
                File.Delete(target);
            }

            throw DiskFailure.Of(failure, target);
        }
    }

    /// <summary>A reflink, else a hard link, else a copy.</summary>
    internal async ValueTask LinkAsync(string source, string target, CancellationToken cancellationToken)
    {
        if (!TryClone(source, target) && !FileCalls.TryLink(source, target))
        {
            await CopyAsync(source, target, cancellationToken);
        }
    }

    private bool TryClone(string source, string target)
    {
        if (!_canClone)
        {
            return false;
        }

        bool cloned;
        using (SafeFileHandle from = File.OpenHandle(source))
        using (SafeFileHandle to = File.OpenHandle(target, FileMode.CreateNew, FileAccess.Write))
        {
            cloned = FileCalls.TryClone(from, to);
        }

        if (!cloned)
        {
            File.Delete(target);
            _canClone = false;
        }

        return cloned;
    }
}
