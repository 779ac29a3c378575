using Microsoft.Extensions.Logging;
using Swarm.Nats;
using Swarm.Nats.JetStream;
using Swarm.Nats.ObjectStore;

namespace Swarm.Agent.Pool;

/// <summary>Makes the log's stream and the object store, or checks that they are what the swarm needs.</summary>
internal sealed class PoolStreams(
    NatsJSContext context, PoolOptions options, PoolSubjects subjects, ILogger log)
{
    private const int Unlimited = -1;

    // No entry is that small, so nothing gets in; lowering the limit of bytes instead would drop what is there.
    private const int ClosedMsgSize = 1;

    /// <summary>Makes them, or finds them as they were made; the founder's part.</summary>
    /// <exception cref="SwarmException">The broker holds another swarm's log, or refuses.</exception>
    internal async Task<NatsObjStore> MakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await MakeLogAsync(cancellationToken);
            return await MakeBlobsAsync(cancellationToken);
        }
        catch (NatsException e)
        {
            throw BrokerErrors.Explain("the pool cannot be made", e);
        }
    }

    /// <summary>Finds them and checks them; the part of everybody else.</summary>
    /// <exception cref="SwarmException">They are not there, or not what the swarm needs.</exception>
    internal async Task<NatsObjStore> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            NatsJSStream stream = await context.GetStreamAsync(PoolSubjects.Stream, cancellationToken);
            Check(stream.Info.Config);
            return await new NatsObjContext(context).GetObjectStoreAsync(PoolSubjects.Blobs, cancellationToken);
        }
        catch (NatsException e)
        {
            throw BrokerErrors.Explain("the pool cannot be found", e);
        }
    }

    /// <summary>Lets nothing more in, or lets things in again.</summary>
    internal async Task SetOpenAsync(bool open, CancellationToken cancellationToken)
    {
        foreach (string name in (string[])[PoolSubjects.Stream, PoolSubjects.BlobStream])
        {
            StreamConfig found = (await context.GetStreamAsync(name, cancellationToken)).Info.Config;
            int maxMsgSize = open ? Unlimited : ClosedMsgSize;
            if (found.MaxMsgSize != maxMsgSize)
            {
                await context.UpdateStreamAsync(found with { MaxMsgSize = maxMsgSize }, cancellationToken);
            }
        }
    }

    /// <summary>The last sequence the log gave, and how many bytes it holds.</summary>
    internal async Task<StreamState> StateAsync(CancellationToken cancellationToken) =>
        (await context.GetStreamAsync(PoolSubjects.Stream, cancellationToken)).Info.State;

    private async Task MakeLogAsync(CancellationToken cancellationToken)
    {
        try
        {
            await context.CreateStreamAsync(LogConfig(), cancellationToken);
        }
        catch (NatsJSApiException e) when (e.Error.ErrCode == ApiError.StreamNameExists)
        {
            StreamConfig found = (await context.GetStreamAsync(PoolSubjects.Stream, cancellationToken)).Info.Config;
            Check(found);
            await context.UpdateStreamAsync(
                LogConfig() with { MaxBytes = Larger(found.MaxBytes), MaxMsgSize = found.MaxMsgSize },
                cancellationToken);
        }
    }

    private async Task<NatsObjStore> MakeBlobsAsync(CancellationToken cancellationToken)
    {
        NatsObjContext stores = new(context);
        try
        {
            return await stores.CreateObjectStoreAsync(BlobConfig(), cancellationToken);
        }
        catch (NatsJSApiException e) when (e.Error.ErrCode == ApiError.StreamNameExists)
        {
            return await stores.GetObjectStoreAsync(PoolSubjects.Blobs, cancellationToken);
        }
    }

    // A lower limit would make the server drop the oldest entries at once, whatever its discard policy says.
    private long Larger(long? found)
    {
        long asked = options.MaxBytes ?? Unlimited;
        long present = found ?? Unlimited;
        if (asked == Unlimited || (present != Unlimited && present <= asked))
        {
            return asked;
        }

        Log.LimitNotLowered(log, asked, present);
        return present;
    }

    // What the log cannot do without. Limits may differ: they are the founder's.
    private void Check(StreamConfig found)
    {
        if (found.Subjects is not [var subject] || subject != subjects.All)
        {
            throw new SwarmException(
                ErrorCode.BrokerRefused,
                $"the broker holds the log of another swarm ({string.Join(", ", found.Subjects ?? [])}): join that "
                + "swarm with --join, or use another broker");
        }

        string? wrong = found switch
        {
            { Storage: not StreamConfigStorage.File } => "is kept in memory",
            { Retention: not StreamConfigRetention.Limits } => "forgets entries that were read",
            { Discard: not StreamConfigDiscard.New } => "forgets old entries when it is full",
            { MaxAge: { } age } when age > TimeSpan.Zero => "forgets entries with age",
            _ => null,
        };
        if (wrong is not null)
        {
            throw new SwarmException(
                ErrorCode.BrokerRefused,
                $"the stream {PoolSubjects.Stream} {wrong}: delete it and found the swarm anew");
        }
    }

    private StreamConfig LogConfig() => new()
    {
        Name = PoolSubjects.Stream,
        Subjects = [subjects.All],
        Retention = StreamConfigRetention.Limits,
        Storage = StreamConfigStorage.File,
        Discard = StreamConfigDiscard.New,
        MaxBytes = options.MaxBytes ?? Unlimited,
        MaxMsgs = Unlimited,
        MaxAge = TimeSpan.Zero,
        DuplicateWindow = options.DuplicateWindow,
        NumReplicas = options.Replicas,
        DenyDelete = true,
    };

    private NatsObjConfig BlobConfig() => new()
    {
        Bucket = PoolSubjects.Blobs,
        Storage = StreamConfigStorage.File,
        NumberOfReplicas = options.Replicas,
    };
}
