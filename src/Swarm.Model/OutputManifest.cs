using System.Buffers.Binary;
using System.Text;

namespace Swarm.Model;

/// <summary>
/// Everything one attempt left behind, in order of path. Small manifests travel in the log; the files of a large one
/// are a file themselves, named by <see cref="Digest"/> and fetched when somebody needs them.
/// </summary>
/// <param name="Digest">The digest over all files, see <see cref="Of"/>.</param>
/// <param name="Count">How many files there are.</param>
/// <param name="TotalBytes">How long they are together.</param>
/// <param name="Files">The files, or null when there are more than <see cref="MaxInline"/>.</param>
public sealed record OutputManifest(Digest Digest, int Count, long TotalBytes, IReadOnlyList<OutputFile>? Files)
{
    /// <summary>The most files that are named in the log itself.</summary>
    public const int MaxInline = 24;

    /// <summary>A manifest of nothing.</summary>
    public static OutputManifest Empty { get; } = Of([]);

    /// <summary>Makes the manifest of some files.</summary>
    public static OutputManifest Of(IEnumerable<OutputFile> files)
    {
        OutputFile[] sorted = [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
        return new OutputManifest(
            Digest.Of(Encode(sorted)),
            sorted.Length,
            sorted.Sum(file => file.SizeBytes),
            sorted.Length <= MaxInline ? sorted : null);
    }

    /// <summary>The canonical bytes of a list of files, whose digest names the manifest.</summary>
    public static byte[] Encode(IReadOnlyList<OutputFile> files)
    {
        using MemoryStream bytes = new();
        Span<byte> number = stackalloc byte[8];
        foreach (OutputFile file in files)
        {
            byte[] path = Encoding.UTF8.GetBytes(file.Path);
            BinaryPrimitives.WriteInt32BigEndian(number, path.Length);
            bytes.Write(number[..4]);
            bytes.Write(path);
            BinaryPrimitives.WriteInt64BigEndian(number, file.SizeBytes);
            bytes.Write(number);
            bytes.Write(file.Digest.ToArray());
            bytes.WriteByte(file.Executable ? (byte)1 : (byte)0);
        }

        return bytes.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="FormatException">The bytes are no manifest.</exception>
    public static IReadOnlyList<OutputFile> Decode(ReadOnlySpan<byte> bytes)
    {
        const int AfterPath = 8 + Digest.SizeBytes + 1;
        List<OutputFile> files = [];
        while (!bytes.IsEmpty)
        {
            int length = bytes.Length >= 4 ? BinaryPrimitives.ReadInt32BigEndian(bytes) : -1;
            if (length < 0 || bytes.Length - 4 - AfterPath < length)
            {
                throw new FormatException("the bytes are no output manifest");
            }

            string path = Encoding.UTF8.GetString(bytes.Slice(4, length));
            ReadOnlySpan<byte> rest = bytes[(4 + length)..];
            files.Add(new OutputFile(
                path,
                BinaryPrimitives.ReadInt64BigEndian(rest),
                new Digest(rest.Slice(8, Digest.SizeBytes)),
                rest[AfterPath - 1] != 0));
            bytes = rest[AfterPath..];
        }

        return files;
    }
}
