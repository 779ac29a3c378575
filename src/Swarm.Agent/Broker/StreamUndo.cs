namespace Swarm.Agent.Broker;

/// <summary>
/// Keeps what defines a stream while that is changed, and puts it back if the change did not end: nats-server writes a
/// definition in place, two files one after the other, and comes up without the stream and all that is in it when it
/// was killed, or the power cut, in between.
/// </summary>
/// <remarks>
/// As the undo log of a database: kept before the change, forgotten once the server confirmed it, put back before the
/// next start if it is still there. The older definition is always a sound one; who wanted the change asks again.
/// </remarks>
internal sealed class StreamUndo
{
    // A server without accounts of its own keeps all streams in the account of this name.
    private const string Account = "$G";
    private const string Draft = ".draft";

    // The second is the checksum of the first, and has no line ends.
    private const string Definition = "meta.inf";
    private const string Checksum = "meta.sum";

    private readonly string _store;
    private readonly string _folder;

    /// <summary>Keeps the definitions of a server's streams beside its store.</summary>
    internal StreamUndo(string storeFolder)
    {
        _store = storeFolder;
        _folder = Path.Combine(Path.GetDirectoryName(storeFolder)!, "undo");
    }

    /// <summary>Whether a change of a stream began and is not known to have ended.</summary>
    internal bool Holds(string stream) => File.Exists(PathOf(stream));

    /// <summary>
    /// Keeps a stream's definition, durably; one that is kept already stays. A server that keeps its definitions
    /// elsewhere is let be.
    /// </summary>
    /// <exception cref="SwarmException">It cannot be read or written.</exception>
    internal void Keep(string stream)
    {
        try
        {
            string? definition = TextOf(Path.Combine(FolderOf(stream), Definition));
            string? checksum = TextOf(Path.Combine(FolderOf(stream), Checksum));
            if (definition is not null && checksum is not null && !Holds(stream))
            {
                Directory.CreateDirectory(_folder);
                WriteDurably(PathOf(stream) + Draft, $"{checksum}\n{definition}");
                File.Move(PathOf(stream) + Draft, PathOf(stream));
                using OpenInode folder = new(_folder);
                folder.Sync();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed($"the stream {stream} is not changed, as its definition cannot be kept", e);
        }
    }

    /// <summary>The server confirmed the change.</summary>
    /// <exception cref="SwarmException">The folder cannot be written.</exception>
    internal void Forget(string stream)
    {
        try
        {
            File.Delete(PathOf(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed($"the former definition of the stream {stream} cannot be deleted", e);
        }
    }

    /// <summary>Puts back what is kept, while the server does not run.</summary>
    /// <returns>The streams whose definitions had changed.</returns>
    /// <exception cref="SwarmException">One cannot be put back.</exception>
    internal IReadOnlyList<string> Restore()
    {
        try
        {
            return Directory.Exists(_folder)
                ? [.. Directory.GetFiles(_folder).Select(path => Path.GetFileName(path)).Where(Restore)]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed("the definition of a stream cannot be put back", e);
        }
    }

    private bool Restore(string stream)
    {
        string kept = PathOf(stream);
        bool changed = !stream.EndsWith(Draft, StringComparison.Ordinal)
            && Directory.Exists(FolderOf(stream))
            && Replace(stream, File.ReadAllText(kept).Split('\n', 2));
        File.Delete(kept);
        return changed;
    }

    private bool Replace(string stream, string[] kept)
    {
        string definition = Path.Combine(FolderOf(stream), Definition);
        string checksum = Path.Combine(FolderOf(stream), Checksum);
        if (TextOf(definition) == kept[1] && TextOf(checksum) == kept[0])
        {
            return false;
        }

        WriteDurably(definition, kept[1]);
        WriteDurably(checksum, kept[0]);
        return true;
    }

    private string PathOf(string stream) => Path.Combine(_folder, stream);

    private string FolderOf(string stream) => Path.Combine(_store, "jetstream", Account, "streams", stream);

    private static string? TextOf(string path) => File.Exists(path) ? File.ReadAllText(path) : null;

    private static void WriteDurably(string path, string text)
    {
        using FileStream file = File.Create(path);
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    private SwarmException Failed(string what, Exception e) => new(
        ErrorCode.BrokerUnavailable, $"{what} ('{_folder}': {e.Message}): give it to this user, or free some space", e);
}
