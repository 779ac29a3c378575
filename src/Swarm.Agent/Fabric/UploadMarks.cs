using Swarm.Agent.Execution;

namespace Swarm.Agent.Fabric;

/// <summary>
/// Remembers which content was put here because the broker takes nothing so large: this agent and one other may be the
/// only ones that have it. An empty file of its name says so beyond a restart, until a campaign is known that carries
/// it, or nobody has submitted one for a day.
/// </summary>
internal sealed class UploadMarks(AgentFolders folders, TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromDays(1);

    /// <summary>Marks content, anew if it was marked before.</summary>
    /// <exception cref="SwarmException">The disk is full.</exception>
    internal void Add(Digest digest)
    {
        string path = PathOf(digest);
        try
        {
            Directory.CreateDirectory(folders.Uploads);
            using (File.Create(path))
            {
                // Its name is all it says.
            }

            File.SetLastWriteTimeUtc(path, time.GetUtcNow().UtcDateTime);
        }
        catch (IOException failure)
        {
            throw DiskFailure.Of(failure, path);
        }
    }

    /// <summary>What is marked, and for how long it was not marked anew.</summary>
    internal IReadOnlyDictionary<Digest, TimeSpan> Read()
    {
        Dictionary<Digest, TimeSpan> marked = [];
        if (Directory.Exists(folders.Uploads))
        {
            foreach (FileInfo file in new DirectoryInfo(folders.Uploads).EnumerateFiles())
            {
                if (Digest.TryParse(file.Name, out Digest digest))
                {
                    marked[digest] = time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc;
                }
            }
        }

        return marked;
    }

    /// <summary>Takes away marks that are of no use, and gives the others.</summary>
    /// <param name="carried">What known campaigns carry: from here on the log says how long it is needed.</param>
    internal IEnumerable<Digest> Settle(IReadOnlySet<Digest> carried)
    {
        foreach ((Digest digest, TimeSpan age) in Read())
        {
            if (age > s_patience || carried.Contains(digest))
            {
                File.Delete(PathOf(digest));
            }
            else
            {
                yield return digest;
            }
        }
    }

    private string PathOf(Digest digest) => Path.Combine(folders.Uploads, digest.ToString());
}
