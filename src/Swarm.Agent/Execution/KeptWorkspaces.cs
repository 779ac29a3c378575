using Swarm.Agent.Fabric;

namespace Swarm.Agent.Execution;

/// <summary>
/// Keeps private folders of ended attempts for people to look at, at most so many: beyond that the oldest go.
/// </summary>
internal sealed class KeptWorkspaces
{
    private readonly ExecutionOptions _options;
    private readonly Queue<string> _kept = new();
    private readonly Lock _gate = new();

    /// <summary>Finds what an earlier process of this agent left, oldest first.</summary>
    internal KeptWorkspaces(ExecutionOptions options, AgentFolders folders)
    {
        _options = options;
        if (Directory.Exists(folders.Runs))
        {
            foreach (DirectoryInfo left in new DirectoryInfo(folders.Runs).EnumerateDirectories()
                .SelectMany(campaign => campaign.EnumerateDirectories()).OrderBy(run => run.LastWriteTimeUtc))
            {
                Keep(left.FullName);
            }
        }
    }

    /// <summary>An attempt ended: its folder is kept or removed.</summary>
    internal void Settle(Workspace workspace, bool failed)
    {
        bool keep = _options.KeepWorkspaces == KeepWorkspaces.Always
            || (failed && _options.KeepWorkspaces == KeepWorkspaces.Failed);
        if (!workspace.IsCreated)
        {
            return;
        }

        if (keep)
        {
            Keep(workspace.Root);
        }
        else
        {
            workspace.Remove();
        }
    }

    private void Keep(string folder)
    {
        List<string> dropped = [];
        lock (_gate)
        {
            _kept.Enqueue(folder);
            while (_kept.Count > _options.MaxKeptWorkspaces)
            {
                dropped.Add(_kept.Dequeue());
            }
        }

        dropped.ForEach(old => FolderRemoval.Remove(old));
    }
}
