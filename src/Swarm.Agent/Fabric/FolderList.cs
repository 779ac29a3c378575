using System.Text;

namespace Swarm.Agent.Fabric;

/// <summary>
/// The files of a folder at an agent as a content of its own: who asked for the folder gets this, and then the files by
/// their digests. It begins with a digest that no other content begins with by chance.
/// </summary>
internal static class FolderList
{
    private static readonly byte[] s_mark = Digest.Of(Encoding.UTF8.GetBytes("swarm folder list 1")).ToArray();

    /// <summary>The bytes of a list.</summary>
    internal static byte[] Encode(IEnumerable<OutputFile> files) =>
        [.. s_mark, .. OutputManifest.Encode([.. files.OrderBy(file => file.Path, StringComparer.Ordinal)])];

    /// <summary>Reads a list; null when the content is none.</summary>
    /// <exception cref="FormatException">It begins like one and is unusable.</exception>
    internal static async ValueTask<IReadOnlyList<OutputFile>?> ReadAsync(
        Stream content, CancellationToken cancellationToken)
    {
        byte[] head = new byte[s_mark.Length];
        int length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        if (length < head.Length || !head.AsSpan().SequenceEqual(s_mark))
        {
            return null;
        }

        byte[] list = new byte[content.Length - s_mark.Length];
        await content.ReadExactlyAsync(list, cancellationToken);
        return OutputManifest.Decode(list);
    }
}
