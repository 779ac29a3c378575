using Swarm.Model;
using Kind = Swarm.Protocol.V1.ActivityOutcome.KindOneofCase;
using Raw = Swarm.Protocol.V1.ActivityOutcome.Types;

namespace Swarm.Protocol;

/// <summary>Translates how attempts ended, and what they left behind, between the model and the wire.</summary>
public static class OutcomeCodec
{
    private const int MaxErrorCode = 999;

    /// <summary>To the wire.</summary>
    public static V1.ActivityOutcome Encode(ActivityOutcome outcome) => outcome switch
    {
        ActivityOutcome.Succeeded well => new V1.ActivityOutcome
        {
            Succeeded = new Raw.Succeeded
            {
                Outputs = Encode(well.Outputs),
                Figures = ModelCodec.Encode(well.Figures),
            },
        },
        ActivityOutcome.Failed badly => new V1.ActivityOutcome
        {
            Failed = new Raw.Failed
            {
                Code = (int)badly.Code,
                Message = badly.Message,
                Figures = ModelCodec.Encode(badly.Figures),
            },
        },
        ActivityOutcome.Released back => new V1.ActivityOutcome
        {
            Released = new Raw.Released
            {
                Code = (int)back.Code,
                Message = back.Message,
                MissingProducer = back.MissingProducer + 1,
            },
        },
        _ => throw Invariant.Unreachable(outcome),
    };

    /// <summary>From the wire.</summary>
    /// <exception cref="FormatException">It is missing, of an unknown kind, or something in it is wrong.</exception>
    public static ActivityOutcome Decode(V1.ActivityOutcome? wire) => wire?.KindCase switch
    {
        Kind.Succeeded => new ActivityOutcome.Succeeded(
            Decode(wire.Succeeded.Outputs), ModelCodec.Decode(wire.Succeeded.Figures)),
        Kind.Failed => new ActivityOutcome.Failed(
            DecodeCode(wire.Failed.Code), wire.Failed.Message, ModelCodec.Decode(wire.Failed.Figures)),
        Kind.Released => new ActivityOutcome.Released(
            DecodeCode(wire.Released.Code),
            wire.Released.Message,
            wire.Released.MissingProducer >= 0
                ? wire.Released.MissingProducer - 1
                : throw new FormatException("a missing producer has a negative number")),
        _ => throw new FormatException("an outcome is missing, or of a kind that this version does not know"),
    };

    /// <summary>To the wire.</summary>
    public static V1.OutputManifest Encode(OutputManifest manifest)
    {
        V1.OutputManifest wire = new()
        {
            Digest = ModelCodec.Encode(manifest.Digest),
            Count = manifest.Count,
            TotalBytes = manifest.TotalBytes,
            Inline = manifest.Files is not null,
        };
        wire.Files.AddRange((manifest.Files ?? []).Select(ModelCodec.Encode));
        return wire;
    }

    /// <summary>From the wire. Files that are named are held against the digest, the count and the length.</summary>
    /// <exception cref="FormatException">It is missing, contradicts itself, or a file in it is wrong.</exception>
    public static OutputManifest Decode(V1.OutputManifest? wire)
    {
        if (wire is null)
        {
            throw new FormatException("an output manifest is missing");
        }

        Digest digest = ModelCodec.Decode(wire.Digest);
        if (wire.Inline)
        {
            return DecodeInline(wire, digest);
        }

        return wire is { Count: > OutputManifest.MaxInline, TotalBytes: >= 0, Files.Count: 0 }
            ? new OutputManifest(digest, wire.Count, wire.TotalBytes, null)
            : throw new FormatException("an output manifest leaves its files out although they are few");
    }

    private static OutputManifest DecodeInline(V1.OutputManifest wire, Digest digest)
    {
        if (wire.Files.Count > OutputManifest.MaxInline)
        {
            throw new FormatException($"an output manifest names more than {OutputManifest.MaxInline} files");
        }

        List<OutputFile> files = new(wire.Files.Count);
        long totalBytes = 0;
        foreach (V1.OutputFile one in wire.Files)
        {
            OutputFile file = ModelCodec.Decode(one);
            files.Add(file);
            totalBytes = file.SizeBytes <= long.MaxValue - totalBytes
                ? totalBytes + file.SizeBytes
                : throw new FormatException("the files of an output manifest are longer than there can be");
        }

        OutputManifest manifest = OutputManifest.Of(files);
        bool honest = manifest.Digest == digest && manifest.Count == wire.Count && totalBytes == wire.TotalBytes;
        return honest && files.DistinctBy(file => file.Path).Count() == files.Count
            ? manifest
            : throw new FormatException("an output manifest contradicts its own files");
    }

    private static ErrorCode DecodeCode(int number) => number is >= 0 and <= MaxErrorCode
        ? (ErrorCode)number
        : throw new FormatException($"{number} is no error code");
}
