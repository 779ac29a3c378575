using System.Runtime.CompilerServices;
using Google.Protobuf;
using Swarm.Agent.Fabric;
using Swarm.Core;
using Swarm.Core.Authorisation;
using Swarm.Protocol;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Control;

/// <summary>Takes data in and gives it out.</summary>
internal sealed class DataCalls(ControlParts parts, SecondCopies copies)
{
    private const int ChunkBytes = 256 * 1024;

    internal async Task<V1.PutReply> PutAsync(IAsyncEnumerable<V1.PutChunk> chunks, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(parts.Fabric.Folders.Partial);
        string path = Path.Combine(parts.Fabric.Folders.Partial, $"put-{Guid.CreateVersion7():N}");
        try
        {
            await using (FileStream file = new(path, FileMode.CreateNew, FileAccess.Write))
            {
                await foreach (V1.PutChunk chunk in chunks.WithCancellation(cancellationToken))
                {
                    await file.WriteAsync(chunk.Content.Memory, cancellationToken);
                }
            }

            using ContentPins.Use use = parts.Store.Begin();
            OutputFile taken = await parts.Store.TakeAsync(path, use, cancellationToken);
            return new V1.PutReply
            {
                Digest = ModelCodec.Encode(taken.Digest),
                SizeBytes = (ulong)taken.SizeBytes,
                Warning = await KeepSafeAsync(taken.Digest, taken.SizeBytes, cancellationToken),
            };
        }
        catch (IOException failure) when (DiskFailure.IsFull(failure))
        {
            throw DiskFailure.Of(failure, path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    internal async IAsyncEnumerable<V1.FetchChunk> FetchAsync(
        V1.FetchRequest request,
        CampaignOwner caller,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        OutputFile file = await ResolveAsync(request.Reference, caller, cancellationToken);
        await using Stream content = parts.Fabric.OpenBlob(file.Digest, (long)request.Offset)
            ?? throw new SwarmException(ErrorCode.InputMissing, $"'{Printable.Of(request.Reference)}' is gone");
        yield return new V1.FetchChunk { File = ModelCodec.Encode(file) };
        byte[] buffer = new byte[ChunkBytes];
        int count;
        while ((count = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            yield return new V1.FetchChunk { Content = ByteString.CopyFrom(buffer, 0, count) };
        }
    }

    internal async Task<V1.LocateReply> LocateAsync(
        V1.LocateRequest request, CampaignOwner caller, CancellationToken cancellationToken)
    {
        V1.LocateReply reply = new();
        if (Digest.TryParse(request.Reference, out _) || request.Reference.Contains("://", StringComparison.Ordinal))
        {
            // Who else holds content is known only by asking for it, and asking brings it here.
            OutputFile file = await ResolveAsync(request.Reference, caller, cancellationToken);
            reply.Files.Add(ModelCodec.Encode(file));
            reply.Locations.Add(Location(parts.Facts.Agent, file.Digest, file.SizeBytes));
            return reply;
        }

        (AgentId? agent, IReadOnlyList<OutputFile> files) =
            await FindOutputAsync(request.Reference, caller, cancellationToken);
        foreach (OutputFile file in files)
        {
            reply.Files.Add(ModelCodec.Encode(file));
            if (agent is { } made)
            {
                reply.Locations.Add(Location(made, file.Digest, file.SizeBytes));
            }

            if (agent != parts.Facts.Agent && parts.Store.SizeOf(file.Digest) is not null)
            {
                reply.Locations.Add(Location(parts.Facts.Agent, file.Digest, file.SizeBytes));
            }
        }

        return reply;
    }

    private static V1.DataLocation Location(AgentId agent, Digest digest, long sizeBytes) => new()
    {
        Agent = agent.Text,
        Digest = ModelCodec.Encode(digest),
        SizeBytes = (ulong)sizeBytes,
    };

    private async Task<string> KeepSafeAsync(Digest digest, long sizeBytes, CancellationToken cancellationToken)
    {
        if (sizeBytes > ContentNeeds.MaxInBrokerBytes)
        {
            parts.Store.MarkUpload(digest);
            return await copies.EnsureAsync(digest, sizeBytes, cancellationToken);
        }

        await using Stream content = parts.Store.TryOpen(digest)
            ?? throw new SwarmException(
                ErrorCode.InputMissing, $"content {digest.Short} was removed while it was kept");
        await parts.Pool.PutAsync(digest, content, cancellationToken);
        return "";
    }

    // A digest, AGENT://path, or CAMPAIGN/ACTIVITY/path; what is not here is fetched and verified first.
    private async Task<OutputFile> ResolveAsync(
        string reference, CampaignOwner caller, CancellationToken cancellationToken)
    {
        if (Digest.TryParse(reference, out Digest digest))
        {
            return await HereAsync(new OutputFile(digest.Short, 0, digest, false), reference, cancellationToken);
        }

        if (reference.Contains("://", StringComparison.Ordinal))
        {
            DataRef.At at = Parse(reference);
            await RequireReadableAsync(at, caller, cancellationToken);
            FetchOutcome found = await parts.Fabric.FetchAsync(at, cancellationToken);
            return found.IsHere
                ? new OutputFile(at.BaseName, parts.Store.SizeOf(found.Digest) ?? found.Bytes, found.Digest, false)
                : throw new SwarmException(found.Code, found.Why);
        }

        (_, IReadOnlyList<OutputFile> files) = await FindOutputAsync(reference, caller, cancellationToken);
        return files.Count == 1
            ? await HereAsync(files[0], reference, cancellationToken)
            : throw new SwarmException(
                ErrorCode.BadReference,
                $"'{Printable.Of(reference)}' names {files.Count} files; name one of them: "
                + string.Join(", ", files.Take(10).Select(file => file.Path)));
    }

    private async Task RequireReadableAsync(
        DataRef.At at, CampaignOwner caller, CancellationToken cancellationToken)
    {
        string? refusal = await parts.Loop.AskAsync(
            (core, _) => core.Reading.WhyNotRead(at, caller), cancellationToken);
        if (refusal is not null)
        {
            throw new SwarmException(ErrorCode.NotAllowed, refusal);
        }
    }

    private static DataRef.At Parse(string reference)
    {
        try
        {
            return DataRef.Parse(reference) as DataRef.At
                ?? throw new SwarmException(ErrorCode.BadReference, $"'{Printable.Of(reference)}' is not at an agent");
        }
        catch (FormatException bad)
        {
            throw new SwarmException(ErrorCode.BadReference, bad.Message, bad);
        }
    }

    private async Task<OutputFile> HereAsync(OutputFile file, string reference, CancellationToken cancellationToken)
    {
        if (parts.Store.SizeOf(file.Digest) is null)
        {
            FetchOutcome fetched = await parts.Fabric.FetchAsync(file.Digest, file.SizeBytes, cancellationToken);
            if (!fetched.IsHere)
            {
                throw new SwarmException(fetched.Code, $"'{Printable.Of(reference)}': {fetched.Why}");
            }
        }

        return file with { SizeBytes = parts.Store.SizeOf(file.Digest) ?? file.SizeBytes };
    }

    private async Task<(AgentId? Agent, IReadOnlyList<OutputFile> Files)> FindOutputAsync(
        string reference, CampaignOwner caller, CancellationToken cancellationToken)
    {
        string[] words = reference.Split('/', 3);
        if (words.Length < 2)
        {
            throw new SwarmException(
                ErrorCode.BadReference,
                $"'{Printable.Of(reference)}' is no reference: "
                + "write a digest, AGENT://path, or CAMPAIGN/ACTIVITY/path");
        }

        (AgentId? agent, OutputManifest? outputs) = await parts.Loop.AskAsync(
            (core, _) =>
            {
                CampaignReading campaign = CampaignSelector.Campaign(core.Reading, words[0]);
                Right.Require(caller, campaign, "read its outputs");
                ActivityReading activity = campaign.Activity(CampaignSelector.Activity(campaign, words[1]));
                return (activity.Agent, activity.Outputs);
            },
            cancellationToken);
        string path = words.Length > 2 ? words[2] : "";
        IReadOnlyList<OutputFile> all = await FilesAsync(outputs, cancellationToken);
        OutputFile[] files =
        [
            .. all.Where(file => RefPath.IsWithin(file.Path, path)
                || (path.Length > 0 && file.Path.EndsWith("/" + path, StringComparison.Ordinal))),
        ];
        return files.Length > 0
            ? (agent, files)
            : throw new SwarmException(ErrorCode.InputMissing, $"'{Printable.Of(reference)}' does not exist (yet)");
    }

    private async Task<IReadOnlyList<OutputFile>> FilesAsync(
        OutputManifest? outputs, CancellationToken cancellationToken)
    {
        if (outputs is null || outputs.Files is not null)
        {
            return outputs?.Files ?? [];
        }

        await HereAsync(new OutputFile("manifest", 0, outputs.Digest, false), "its list of files", cancellationToken);
        await using Stream content = parts.Store.TryOpen(outputs.Digest)!;
        byte[] bytes = new byte[content.Length];
        await content.ReadExactlyAsync(bytes, cancellationToken);
        return OutputManifest.Decode(bytes);
    }
}
