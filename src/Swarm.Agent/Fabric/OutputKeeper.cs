using System.Collections.Concurrent;
using System.Text;
using Swarm.Agent.Execution;

namespace Swarm.Agent.Fabric;

/// <summary>Takes what an attempt left behind into the content store, and makes its manifest.</summary>
internal sealed class OutputKeeper(DiskContentStore store)
{
    // PATH_MAX of Linux, less the zero at the end and the name that stands beside a place while it is made.
    private const int MaxDiskPathBytes = 4095 - 48;

    /// <summary>Keeps all declared outputs; no byte leaves the machine.</summary>
    /// <exception cref="SwarmException">
    /// An output is missing or of a kind that is not kept, or the disk is full.
    /// </exception>
    internal async ValueTask<OutputManifest> KeepAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        if (workspace.Outputs.Count == 0)
        {
            return OutputManifest.Empty;
        }

        RefuseMissing(workspace);
        List<(FoundFile File, string Path)> found =
            [.. workspace.Outputs.SelectMany(place => FilesOf(workspace, place))];
        ConcurrentBag<OutputFile> kept = [];
        if (found.Count == 1)
        {
            kept.Add(await TakeAsync(found[0], workspace, cancellationToken));
        }
        else
        {
            await Parallel.ForEachAsync(
                found, cancellationToken, async (file, token) => kept.Add(await TakeAsync(file, workspace, token)));
        }

        List<PublishItem> record = [.. kept.Select(file => PublishItem.Of(workspace, file))];
        PublishItem.Write(workspace.Root, record);
        return await NameAsync(kept, workspace, cancellationToken);
    }

    private static void RefuseMissing(Workspace workspace)
    {
        List<string> missing =
        [
            .. workspace.Outputs.Where(place => FileCalls.FactsOf(place.WorkPath, follow: true) is null)
                .Select(place => $"'{Printable.Of(place.Ref.ToString())}'"),
        ];
        if (missing.Count > 0)
        {
            throw new SwarmException(
                ErrorCode.OutputMissing,
                $"it ended well but did not make {string.Join(", ", missing)}; "
                + "let it write there, or mend .Writes(...)");
        }
    }

    private IEnumerable<(FoundFile File, string Path)> FilesOf(Workspace workspace, OutputPlace place)
    {
        foreach (FoundFile file in new TreeWalk(workspace.Root, ErrorCode.OutputRejected).Files(place.WorkPath))
        {
            string path = RefPath.Join(place.Ref.BaseName, file.Below);
            RefuseUnusable(path, path);
            RefuseUnusable(RefPath.Join(place.PublishedPath, file.Below), path);
            yield return (file, path);
        }
    }

    // Its readers and its place below the root take no other paths, and after its result stands it is too late.
    private void RefuseUnusable(string path, string shownAs)
    {
        int length = Encoding.UTF8.GetByteCount(Path.Combine(store.Folders.Root, path));
        if (!RefPath.IsPlain(path) || length > MaxDiskPathBytes)
        {
            throw new SwarmException(
                ErrorCode.OutputRejected,
                $"'{Printable.Of(shownAs, 60)}' would be published at a path of {path.Length} characters; at most "
                + $"{RefPath.MaxLength} are allowed, and {MaxDiskPathBytes} bytes with the agent's root: use shorter "
                + "names");
        }
    }

    private async ValueTask<OutputFile> TakeAsync(
        (FoundFile File, string Path) found, Workspace workspace, CancellationToken cancellationToken)
    {
        try
        {
            OutputFile taken = await store.TakeAsync(found.File.Path, workspace.InUse, cancellationToken);
            return taken with { Path = found.Path };
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new SwarmException(
                ErrorCode.OutputRejected,
                $"'{Printable.Of(found.Path)}' cannot be read; let the program make it readable",
                refused);
        }
    }

    // A manifest too large for the log is a file itself, so that whoever needs it can fetch it by its digest.
    private async ValueTask<OutputManifest> NameAsync(
        IEnumerable<OutputFile> kept, Workspace workspace, CancellationToken cancellationToken)
    {
        OutputFile[] files = [.. kept.OrderBy(file => file.Path, StringComparer.Ordinal)];
        OutputManifest manifest = OutputManifest.Of(files);
        if (manifest.Files is null)
        {
            workspace.InUse.Pin(manifest.Digest);
            await store.ImportAsync(OutputManifest.Encode(files), cancellationToken);
        }

        return manifest;
    }
}
