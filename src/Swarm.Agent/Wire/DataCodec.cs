using Swarm.Core.Fabric;
using Swarm.Protocol;
using Raw = Swarm.Protocol.V1.PeerEnvelope.Types;

namespace Swarm.Agent.Wire;

/// <summary>Translates needs for content and offers of it.</summary>
internal static class DataCodec
{
    internal static Raw.Need Write(DataNeed need) => new()
    {
        Number = need.Number,
        Digest = need.Digest is { } digest ? ModelCodec.Encode(digest) : null,
        At = need.At?.ToString() ?? "",
        SizeBytes = need.SizeBytes,
    };

    internal static DataNeed Read(Raw.Need wire)
    {
        Digest? digest = wire.Digest is null ? null : ModelCodec.Decode(wire.Digest);
        DataRef.At? at = wire.At.Length == 0 ? null : ReadAt(wire.At);
        return digest is null && at is null
            ? throw new FormatException("a need names neither a digest nor a path")
            : new DataNeed(
                Checked.Count(wire.Number, "a need's number"),
                digest,
                at,
                Checked.Count(wire.SizeBytes, "a content's length"));
    }

    internal static Raw.Offer Write(DataOffer offer) => new()
    {
        Holder = offer.Holder.Text,
        Endpoint = offer.Endpoint,
        SizeBytes = offer.SizeBytes,
        Digest = ModelCodec.Encode(offer.Digest),
        ActiveTransfers = offer.ActiveTransfers,
    };

    internal static DataOffer Read(Raw.Offer wire) => new(
        AgentId.Parse(wire.Holder),
        wire.Endpoint,
        Checked.Count(wire.SizeBytes, "a content's length"),
        ModelCodec.Decode(wire.Digest),
        Checked.Count(wire.ActiveTransfers, "a number of transfers"));

    private static DataRef.At ReadAt(string text) => DataRef.Parse(text) as DataRef.At
        ?? throw new FormatException($"'{Printable.Of(text)}' is no path at an agent");
}
