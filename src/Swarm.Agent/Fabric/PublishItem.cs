using System.Text.Json;
using Swarm.Agent.Execution;

namespace Swarm.Agent.Fabric;

/// <summary>
/// A kept file and where it is to be seen. The list of them lies in the attempt's folder before its result is told, so
/// that a restarted agent can still publish what an earlier process of it made.
/// </summary>
/// <param name="Place">The published path of its declared output, below the agent's root.</param>
/// <param name="Below">Its path from there; empty when the output is the file itself.</param>
/// <param name="Content">Its digest in hexadecimal digits.</param>
/// <param name="Executable">Whether it may be executed.</param>
internal sealed record PublishItem(string Place, string Below, string Content, bool Executable)
{
    private const string FileName = "kept.json";

    /// <summary>The path below the agent's root at which the file is seen.</summary>
    internal string Target => RefPath.Join(Place, Below);

    /// <summary>Whether an attempt left a list.</summary>
    internal static bool IsIn(string runFolder) => File.Exists(Path.Combine(runFolder, FileName));

    /// <summary>Where a kept file of an attempt is to be seen.</summary>
    internal static PublishItem Of(Workspace workspace, OutputFile file)
    {
        OutputPlace place = workspace.Outputs.First(place => RefPath.IsWithin(file.Path, place.Ref.BaseName));
        int name = place.Ref.BaseName.Length;
        string below = file.Path.Length > name ? file.Path[(name + 1)..] : "";
        return new PublishItem(place.PublishedPath, below, file.Digest.ToString(), file.Executable);
    }

    /// <summary>Writes the list of an attempt.</summary>
    internal static void Write(string runFolder, IReadOnlyList<PublishItem> items)
    {
        string path = Path.Combine(runFolder, FileName);
        try
        {
            File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(items));
        }
        catch (IOException failure)
        {
            throw DiskFailure.Of(failure, path);
        }
    }

    /// <summary>Reads the list of an attempt; empty when it left none.</summary>
    internal static IReadOnlyList<PublishItem> Read(string runFolder)
    {
        try
        {
            byte[] list = File.ReadAllBytes(Path.Combine(runFolder, FileName));
            return JsonSerializer.Deserialize<List<PublishItem>>(list) ?? [];
        }
        catch (Exception unusable) when (unusable is IOException or JsonException)
        {
            return [];
        }
    }
}
