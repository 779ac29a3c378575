using Microsoft.Extensions.Logging;
using Swarm.Agent.Execution;
using Swarm.Agent.Ports;

namespace Swarm.Agent.Fabric;

/// <summary>
/// Content under its digest, on the agent's own disk: read-only files, sealed, and looked at before every use. What was
/// edited in place goes to quarantine and is not here any more; it is never served.
/// </summary>
/// <remarks>
/// Where the disk shares blocks (btrfs, xfs) nobody has a second name for a kept file. Elsewhere an output is kept as a
/// hard link to where it was made, and published as another: nothing is stored twice. Its mode keeps programs from
/// writing it, except those of root, whose edits the seal shows. Inputs are hard links too, but copies for programs of
/// root: they may write them. A content with more names than the disk allows (65,000 on ext4) is copied.
/// </remarks>
internal sealed class DiskContentStore : IContentStore
{
    private const string RunnableSuffix = ".x";

    private readonly string _own;
    private readonly ContentShelf _shelf;
    private readonly ContentIntake _intake;
    private readonly ContentBudget _budget;
    private readonly ContentProtection _protection;
    private readonly FileSharing _sharing = new();

    internal DiskContentStore(FabricOptions options, IContentNeeds needs, TimeProvider time, ILogger logger)
    {
        Folders = new AgentFolders(options.Root);
        _shelf = new ContentShelf(Folders, time, logger);
        _protection = new ContentProtection(Folders, needs, time);
        _budget = new ContentBudget(options, _shelf, _protection, time, logger);
        _own = FileCalls.RealPath(Folders.Own) ?? Folders.Own;
        _intake = new ContentIntake(Folders.Partial, options.StallTimeout, time);
    }

    /// <summary>Where everything lies.</summary>
    internal AgentFolders Folders { get; }

    /// <summary>How much is kept.</summary>
    internal ContentUsage Usage => _shelf.Usage;

    /// <summary>
    /// Begins a use of content: what is pinned by it stays until it is over, if it is here when it is looked for after.
    /// </summary>
    internal ContentPins.Use Begin() => _protection.Pins.Begin();

    /// <summary>
    /// Takes note that content is among the few copies there are before the log knows what it is needed for.
    /// </summary>
    /// <exception cref="SwarmException">The disk is full.</exception>
    internal void MarkUpload(Digest digest) => _protection.Uploads.Add(digest);

    /// <inheritdoc/>
    public long? SizeOf(Digest digest) => Find(digest) is { } path ? new FileInfo(path).Length : null;

    /// <inheritdoc/>
    public Stream? TryOpen(Digest digest)
    {
        try
        {
            return Find(digest) is { } path
                ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete)
                : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Digest> ImportAsync(string path, CancellationToken cancellationToken)
    {
        using ContentPins.Use use = Begin();
        return (await TakeAsync(path, use, cancellationToken)).Digest;
    }

    /// <summary>Takes in bytes that are in memory.</summary>
    internal async ValueTask<Digest> ImportAsync(byte[] content, CancellationToken cancellationToken)
    {
        Digest digest = Digest.Of(content);
        await ReceiveAsync(
            digest,
            content.Length,
            (offset, _) => ValueTask.FromResult<Stream>(new MemoryStream(content[(int)offset..])),
            cancellationToken);
        return digest;
    }

    /// <summary>
    /// Takes a file in for a use. One in an attempt's folder stays there, read-only, and shares what was taken in.
    /// </summary>
    internal async ValueTask<OutputFile> TakeAsync(
        string path, ContentPins.Use use, CancellationToken cancellationToken)
    {
        try
        {
            (Digest digest, long sizeBytes) = await FileHasher.HashAsync(path, cancellationToken);
            bool executable = FileCalls.FactsOf(path, follow: false) is { IsExecutable: true };
            use.Pin(digest);
            if (Find(digest) is null)
            {
                using IDisposable? room = await _budget.ReserveAsync(sizeBytes, cancellationToken);
                await AddAsync(
                    digest,
                    executable ? RunnableSuffix : "",
                    place => PutAsync(path, place, digest, executable, cancellationToken));
            }

            return new OutputFile(path, sizeBytes, digest, executable);
        }
        catch (IOException failure)
        {
            throw DiskFailure.Of(failure, path);
        }
    }

    /// <inheritdoc/>
    public ValueTask ReceiveAsync(
        Digest digest, Func<long, CancellationToken, ValueTask<Stream>> openAt, CancellationToken cancellationToken) =>
        ReceiveAsync(digest, ContentIntake.UnknownSize, openAt, cancellationToken);

    /// <summary>
    /// Takes in what a stream brings when its length is known: an end before it is a broken transfer.
    /// </summary>
    internal async ValueTask ReceiveAsync(
        Digest digest,
        long sizeBytes,
        Func<long, CancellationToken, ValueTask<Stream>> openAt,
        CancellationToken cancellationToken)
    {
        using IDisposable gate = await _intake.EnterAsync(digest, cancellationToken);
        if (Find(digest) is not null)
        {
            return;
        }

        using IDisposable? room = await _budget.ReserveAsync(Math.Max(0, sizeBytes), cancellationToken);
        string partial = await _intake.ReceiveAsync(digest, sizeBytes, openAt, cancellationToken);
        long untoldBytes = sizeBytes < 0 ? new FileInfo(partial).Length : 0;
        using IDisposable? more = await _budget.ReserveAsync(untoldBytes, cancellationToken);
        Seal(partial, digest, executable: false);
        await AddAsync(digest, "", place =>
        {
            File.Move(partial, place, overwrite: true);
            return ValueTask.CompletedTask;
        });
    }

    /// <inheritdoc/>
    public async ValueTask LinkIntoAsync(
        Digest digest, string path, bool executable, CancellationToken cancellationToken)
    {
        string source = await WithMode(digest, executable, cancellationToken);
        if (FileSharing.IgnoresModes)
        {
            await _sharing.CopyAsync(source, path, cancellationToken);
        }
        else
        {
            await _sharing.LinkAsync(source, path, cancellationToken);
        }

        FileCalls.SetMode(path, executable ? FileFacts.Runnable : FileFacts.ReadOnly);
    }

    /// <summary>Copies a file that is not ours and may be written: a reflink, else a copy.</summary>
    internal ValueTask CopyAsync(string source, string target, CancellationToken cancellationToken) =>
        _sharing.CopyAsync(source, target, cancellationToken);

    /// <summary>Makes the content visible at a place where there may be something else, in one step.</summary>
    internal async ValueTask PublishAsync(
        Digest digest, string path, bool executable, CancellationToken cancellationToken)
    {
        string source = await WithMode(digest, executable, cancellationToken);
        string beside = NameBeside(path);
        try
        {
            await _sharing.LinkAsync(source, beside, cancellationToken);
            FileCalls.SetMode(beside, executable ? FileFacts.Runnable : FileFacts.ReadOnly);
            File.Move(beside, path, overwrite: true);
        }
        catch (IOException failure)
        {
            throw DiskFailure.Of(failure, path);
        }
        finally
        {
            // Renaming one name of a file over another of the same does nothing, and leaves both.
            File.Delete(beside);
        }
    }

    /// <summary>
    /// A hidden name beside a place, to be renamed to it: so the step works where the place is a disk of its own.
    /// </summary>
    internal static string NameBeside(string place) =>
        Path.Combine(Path.GetDirectoryName(place)!, $"{AgentFolders.Hidden}-{Guid.NewGuid():N}");

    private string? Find(Digest digest)
    {
        string? path = _shelf.Find(digest);
        if (path is not null && _budget.IsLimited)
        {
            _shelf.Touch(path);
        }

        return path;
    }

    private async ValueTask<string> AddAsync(Digest digest, string suffix, Func<string, ValueTask> make)
    {
        string path = await _shelf.AddAsync(digest, suffix, make);
        if (_budget.IsLimited)
        {
            _shelf.Touch(path);
        }

        return path;
    }

    private static void Seal(string path, Digest digest, bool executable)
    {
        ContentSeal.Apply(path, digest);
        FileCalls.SetMode(path, executable ? FileFacts.Runnable : FileFacts.ReadOnly);
    }

    private async ValueTask PutAsync(
        string path, string place, Digest digest, bool executable, CancellationToken cancellationToken)
    {
        // A file outside our own folder, or with a second name somewhere, is somebody's: neither sealed nor shared.
        if (!RefPath.IsWithin(path, _own) || FileCalls.FactsOf(path, follow: false) is { Links: > 1 })
        {
            await _sharing.CopyAsync(path, place, cancellationToken);
        }
        else
        {
            await _sharing.LinkAsync(path, place, cancellationToken);
        }

        Seal(place, digest, executable);
    }

    // One file cannot be executable for some and not for others, so such content may be kept twice, mostly scripts.
    private async ValueTask<string> WithMode(Digest digest, bool executable, CancellationToken cancellationToken)
    {
        string suffix = executable ? RunnableSuffix : "";
        string source = Find(digest)
            ?? throw new SwarmException(ErrorCode.InputMissing, $"content {digest.Short} is not kept here any more");
        if (source.EndsWith(RunnableSuffix, StringComparison.Ordinal) != executable)
        {
            long sizeBytes = new FileInfo(source).Length;
            using IDisposable? room = await _budget.ReserveAsync(sizeBytes, cancellationToken);
            source = await AddAsync(digest, suffix, async place =>
            {
                await _sharing.CopyAsync(source, place, cancellationToken);
                Seal(place, digest, executable);
            });
        }

        return source;
    }
}
