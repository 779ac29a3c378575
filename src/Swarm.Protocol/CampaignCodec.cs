using System.Buffers;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Swarm.Model;

namespace Swarm.Protocol;

/// <summary>
/// Translates campaigns between the checked graph and the bytes that travel. The same graph always gives the same
/// bytes, for their digest is what tells a repeated submission from a conflicting one.
/// </summary>
public static class CampaignCodec
{
    /// <summary>Reads and checks a serialized <see cref="V1.Campaign"/>.</summary>
    /// <exception cref="CampaignInvalidException">Something is wrong with it; all problems are listed.</exception>
    /// <exception cref="SwarmException">
    /// It is above a limit (<see cref="ErrorCode.CampaignTooLarge"/>), or the bytes are no campaign at all
    /// (<see cref="ErrorCode.CampaignInvalid"/>).
    /// </exception>
    public static CampaignGraph Decode(ReadOnlyMemory<byte> bytes)
    {
        CampaignLimits.RequireEncodedSize(bytes.Length);
        ArraySegment<byte> array = MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment)
            ? segment
            : new ArraySegment<byte>(bytes.ToArray());
        CampaignReader reader = new();
        try
        {
            WireParser.RequireShape<V1.Campaign>(bytes.Span);
            using CodedInputStream input = new(array.Array ?? [], array.Offset, array.Count);
            reader.Read(input);
        }
        catch (Exception bad) when (bad is FormatException or InvalidProtocolBufferException)
        {
            throw new SwarmException(
                ErrorCode.CampaignInvalid,
                $"The {bytes.Length} bytes are no campaign: send what the SDK of this version writes.",
                bad);
        }

        return reader.Check();
    }

    /// <summary>Writes a campaign as a serialized <see cref="V1.Campaign"/>.</summary>
    /// <exception cref="SwarmException">It is above a limit; <see cref="ErrorCode.CampaignTooLarge"/>.</exception>
    public static ReadOnlyMemory<byte> Encode(CampaignGraph graph)
    {
        ArrayBufferWriter<byte> bytes = new();
        new V1.Campaign { Id = graph.Id.Text, Name = graph.Name }.WriteTo(bytes);

        // Messages written one after the other are one message, so a large campaign is never there twice.
        V1.Campaign piece = new();
        foreach (ActivitySpec activity in graph.Activities)
        {
            piece.Activities.Clear();
            piece.Activities.Add(ActivityWriter.Write(activity));
            piece.WriteTo(bytes);
            CampaignLimits.RequireEncodedSize(bytes.WrittenCount);
        }

        piece.Activities.Clear();
        piece.Files.AddRange(graph.Files.Select(ActivityWriter.Write));
        piece.WriteTo(bytes);
        CampaignLimits.RequireEncodedSize(bytes.WrittenCount);
        return bytes.WrittenMemory;
    }
}
