namespace Swarm.Agent.Fabric;

/// <summary>
/// Makes kept outputs visible where people look for them, each in one step: a reader sees all of a file or nothing,
/// and all of a new folder or nothing.
/// </summary>
internal sealed class Publisher(DiskContentStore store)
{
    private readonly string _own = FileCalls.RealPath(store.Folders.Own) ?? store.Folders.Own;

    /// <summary>Publishes the outputs of an attempt.</summary>
    /// <exception cref="SwarmException">A place leads out of the root, is taken, or the disk is full.</exception>
    internal async ValueTask PublishAsync(IReadOnlyList<PublishItem> items, CancellationToken cancellationToken)
    {
        foreach (IGrouping<string, PublishItem> output in items.GroupBy(item => item.Place, StringComparer.Ordinal))
        {
            string place = Beneath.Prepare(store.Folders.Root, output.Key);
            if (RefPath.IsWithin(place, _own))
            {
                throw new SwarmException(
                    ErrorCode.BadReference, $"'{output.Key}' leads into the agent's own folder; publish elsewhere");
            }

            bool isFolder = output.Any(item => item.Below.Length > 0);
            bool isDone = isFolder
                && FileCalls.FactsOf(place, follow: false) is null
                && await TryPublishFolderAsync(output, place, cancellationToken);
            if (!isDone)
            {
                foreach (PublishItem item in output)
                {
                    await PublishFileAsync(item, Beneath.Prepare(store.Folders.Root, item.Target), cancellationToken);
                }
            }
        }
    }

    // False when somebody else made the folder meanwhile: then its files go there one by one.
    private async ValueTask<bool> TryPublishFolderAsync(
        IEnumerable<PublishItem> items, string place, CancellationToken cancellationToken)
    {
        string beside = DiskContentStore.NameBeside(place);
        Directory.CreateDirectory(beside);
        try
        {
            foreach (PublishItem item in items)
            {
                await PublishFileAsync(item, Beneath.Prepare(beside, item.Below), cancellationToken);
            }

            Directory.Move(beside, place);
            return true;
        }
        catch (IOException failure)
        {
            return Directory.Exists(place) ? false : throw DiskFailure.Of(failure, place);
        }
        finally
        {
            FolderRemoval.Remove(beside);
        }
    }

    private async ValueTask PublishFileAsync(PublishItem item, string target, CancellationToken cancellationToken)
    {
        if (!Digest.TryParse(item.Content, out Digest digest))
        {
            throw new SwarmException(ErrorCode.TransferFailed, $"'{Printable.Of(item.Content)}' is no digest");
        }

        FileFacts? there = FileCalls.FactsOf(target, follow: false);
        if (there is { IsFolder: true })
        {
            throw new SwarmException(
                ErrorCode.BadReference,
                $"'{Printable.Of(target)}' is a folder; remove it, or publish under another name");
        }

        if (there is null || !await IsSameAsync(target, there.Value, digest, cancellationToken))
        {
            await store.PublishAsync(digest, target, item.Executable, cancellationToken);
        }
    }

    private static async ValueTask<bool> IsSameAsync(
        string path, FileFacts facts, Digest digest, CancellationToken cancellationToken) =>
        facts.IsFile && (await FileHasher.HashAsync(path, cancellationToken)).Digest == digest;
}
