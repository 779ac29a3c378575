using Swarm.Agent.Fabric;

namespace Swarm.Agent.Execution;

/// <summary>
/// Keeps private folders of ended attempts for people to look at, at most so many: beyond that the oldest go.
/// </summary>
internal sealed class KeptWorkspaces
{
    // What an earlier process kept is published or removed as soon as the log was read; only what the log knows
    // nothing of, as when its swarm is gone, ever gets so old.
    private static readonly TimeSpan s_unpublished = TimeSpan.FromDays(30);

    private readonly ExecutionOptions _options;
    private readonly Queue<string> _kept = new();
    private readonly Lock _gate = new();

    /// <summary>Finds what an earlier process of this agent left, oldest first.</summary>
    internal KeptWorkspaces(ExecutionOptions options, AgentFolders folders, TimeProvider time)
    {
        _options = options;
        if (Directory.Exists(folders.Runs))
        {
            DateTime old = time.GetUtcNow().UtcDateTime - s_unpublished;
            foreach (DirectoryInfo left in new DirectoryInfo(folders.Runs).EnumerateDirectories()
                .SelectMany(campaign => campaign.EnumerateDirectories())
                .Where(run => run.LastWriteTimeUtc < old || !PublishItem.IsIn(run.FullName))
                .OrderBy(run => run.LastWriteTimeUtc))
            {
                _kept.Enqueue(left.FullName);
            }

            DropAllBut(options.MaxKeptWorkspaces);
            foreach (string campaign in Directory.EnumerateDirectories(folders.Runs))
            {
                FileCalls.TryRemoveEmpty(campaign);
            }
        }
    }

    /// <summary>An attempt is settled: it uses no content any more, and its folder is kept or removed.</summary>
    internal void Settle(Workspace workspace, ActivityOutcome outcome)
    {
        workspace.InUse.Dispose();
        bool full = outcome is ActivityOutcome.Failed { Code: ErrorCode.DiskFull };
        bool keep = _options.KeepWorkspaces == KeepWorkspaces.Always
            || (outcome is ActivityOutcome.Failed && _options.KeepWorkspaces == KeepWorkspaces.Failed);
        if (!workspace.IsCreated)
        {
            return;
        }

        if (full)
        {
            // Work needs the room more than people need the evidence.
            DropAllBut(0);
        }

        if (keep && !full)
        {
            lock (_gate)
            {
                _kept.Enqueue(workspace.Root);
            }

            DropAllBut(_options.MaxKeptWorkspaces);
        }
        else
        {
            workspace.Remove();
        }
    }

    private void DropAllBut(int count)
    {
        List<string> dropped = [];
        lock (_gate)
        {
            while (_kept.Count > count)
            {
                dropped.Add(_kept.Dequeue());
            }
        }

        dropped.ForEach(old => FolderRemoval.Remove(old));
    }
}
