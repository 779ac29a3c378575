using Swarm.Agent.Execution;

namespace Swarm.Agent.Fabric;

/// <summary>
/// What is kept although the store is full: what runs use, what waits to be published, what was put and is not
/// submitted yet, and what the log says that nobody else may have. Everything else can be fetched or made again.
/// </summary>
internal sealed class ContentProtection(AgentFolders folders, IContentNeeds needs, TimeProvider time)
{
    /// <summary>What is in use.</summary>
    internal ContentPins Pins { get; } = new();

    /// <summary>What was put here.</summary>
    internal UploadMarks Uploads { get; } = new(folders, time);

    /// <summary>What must stay beside what is in use; null when that is not known at present.</summary>
    /// <param name="open">Opens content of this agent, or gives null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async ValueTask<IReadOnlySet<Digest>?> AskAsync(
        Func<Digest, Stream?> open, CancellationToken cancellationToken)
    {
        if (await needs.AskAsync(cancellationToken) is not { } needed)
        {
            return null;
        }

        HashSet<Digest> stays = [.. needed.Uploads, .. Uploads.Settle(needed.Carried), .. Unpublished()];
        foreach (OutputManifest manifest in needed.Manifests)
        {
            stays.Add(manifest.Digest);
            stays.UnionWith((manifest.Files ?? Listed(manifest.Digest, open)).Select(file => file.Digest));
        }

        return stays;
    }

    private static IReadOnlyList<OutputFile> Listed(Digest list, Func<Digest, Stream?> open)
    {
        using Stream? content = open(list);
        if (content is null)
        {
            return [];
        }

        byte[] bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        return OutputManifest.Decode(bytes);
    }

    private IEnumerable<Digest> Unpublished()
    {
        if (!Directory.Exists(folders.Runs))
        {
            yield break;
        }

        foreach (string run in Directory.EnumerateDirectories(folders.Runs).SelectMany(Directory.EnumerateDirectories))
        {
            foreach (PublishItem item in PublishItem.IsIn(run) ? PublishItem.Read(run) : [])
            {
                if (Digest.TryParse(item.Content, out Digest digest))
                {
                    yield return digest;
                }
            }
        }
    }
}
