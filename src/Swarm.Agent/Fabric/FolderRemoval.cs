using System.ComponentModel;
using System.Diagnostics;

namespace Swarm.Agent.Fabric;

/// <summary>Removes folders whose modes somebody else chose.</summary>
internal static class FolderRemoval
{
    /// <summary>
    /// Removes a folder and all in it; links are removed, not followed. What resists stays for the next time.
    /// </summary>
    internal static bool Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            return RemoveOpened(folder);
        }
    }

    private static bool RemoveOpened(string folder)
    {
        try
        {
            Open(folder);

            // Only a program that takes names as bytes can remove those that are no UTF-8.
            using Process remove = Process.Start("rm", ["-rf", "--", folder]);
            remove.WaitForExit();
            return remove.ExitCode == 0;
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException or Win32Exception)
        {
            return false;
        }
    }

    private static void Open(string folder)
    {
        FileCalls.SetMode(folder, FileFacts.OwnersFolder);
        foreach (string below in Directory.EnumerateDirectories(folder))
        {
            if (FileCalls.FactsOf(below, follow: false) is { IsFolder: true })
            {
                Open(below);
            }
        }
    }
}
