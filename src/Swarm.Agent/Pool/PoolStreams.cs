using Microsoft.Extensions.Logging;
using Swarm.Agent.Broker;
using Swarm.Nats;
using Swarm.Nats.JetStream;
using Swarm.Nats.ObjectStore;

namespace Swarm.Agent.Pool;

/// <summary>Makes the log's stream and the object store, or checks that they are what the swarm needs.</summary>
internal sealed class PoolStreams(
    NatsJSContext context, PoolOptions options, PoolPlace place, PoolSubjects subjects, ILogger log)
{
    private const int Unlimited = -1;

    // No entry is that small, so nothing gets in; lowering the limit of bytes instead would drop what is there.
    private const int ClosedMsgSize = 1;

    // Only where the broker is this agent's own: of another's it sees no files.
    private readonly StreamUndo? _undo = place.Broker.StoreFolder is { } folder ? new(folder) : null;

    /// <summary>Makes them, or finds them as they were made; the founder's part.</summary>
    /// <exception cref="SwarmException">The log is another swarm's, or the broker refuses.</exception>
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
            NatsJSStream stream = await context.GetStreamAsync(subjects.Stream, cancellationToken);
            CheckPromises(stream.Info.Config);
            return await new NatsObjContext(context).GetObjectStoreAsync(subjects.Blobs, cancellationToken);
        }
        catch (NatsException e)
        {
            throw BrokerErrors.Explain("the pool cannot be found", e);
        }
    }

    /// <summary>Lets nothing more in, or lets things in again.</summary>
    internal async Task SetOpenAsync(bool open, CancellationToken cancellationToken)
    {
        // The log last: who is refused by it, or taken again, finds the files' stream so too.
        foreach (string name in (string[])[subjects.BlobStream, subjects.Stream])
        {
            StreamConfig found = (await context.GetStreamAsync(name, cancellationToken)).Info.Config;
            await ChangeAsync(
                found, found with { MaxMsgSize = open ? Unlimited : ClosedMsgSize }, cancellationToken);
        }
    }

    /// <summary>The last sequence the log gave, and how many bytes it holds.</summary>
    internal async Task<StreamState> StateAsync(CancellationToken cancellationToken) =>
        (await context.GetStreamAsync(subjects.Stream, cancellationToken)).Info.State;

    private async Task MakeLogAsync(CancellationToken cancellationToken)
    {
        try
        {
            await context.CreateStreamAsync(LogConfig(), cancellationToken);
        }
        catch (NatsJSApiException e) when (e.Error.ErrCode == ApiError.StreamNameExists)
        {
            StreamConfig found = (await context.GetStreamAsync(subjects.Stream, cancellationToken)).Info.Config;
            CheckPromises(found);
            CheckMark(found);
            StreamConfig wanted = found with
            {
                Description = Description ?? found.Description,
                MaxBytes = Larger(found.MaxBytes),
                DuplicateWindow = options.DuplicateWindow,
                NumReplicas = options.Replicas,
                DenyDelete = true,
            };
            await ChangeAsync(found, wanted, cancellationToken);
        }
    }

    // Each change is a moment at which the server must not die, so there is none without need; and none is left open.
    private async Task ChangeAsync(StreamConfig found, StreamConfig wanted, CancellationToken cancellationToken)
    {
        if (found == wanted && _undo?.Holds(wanted.Name) is not true)
        {
            return;
        }

        _undo?.Keep(wanted.Name);
        await context.UpdateStreamAsync(wanted, cancellationToken);
        _undo?.Forget(wanted.Name);
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
            return await stores.GetObjectStoreAsync(subjects.Blobs, cancellationToken);
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

    // At a broker of its own a swarm may have got another authority; elsewhere it is another swarm.
    private void CheckMark(StreamConfig found)
    {
        bool isOurs = Description is null || string.IsNullOrEmpty(found.Description)
            || found.Description == Description || place.Broker.StoreFolder is not null;
        if (!isOurs)
        {
            throw new SwarmException(
                ErrorCode.BrokerRefused,
                $"the broker {place.Broker.Url} holds the log '{place.Swarm}' of another swarm: name one of its "
                + "agents with --join, or set pool.name to found another swarm there");
        }
    }

    // What the log cannot do without. Limits may differ: they are the founder's.
    private void CheckPromises(StreamConfig found)
    {
        string? wrong = found switch
        {
            { Subjects: var kept } when kept is not [var only] || only != subjects.All => "keeps other entries",
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
                $"the stream {subjects.Stream} {wrong}: delete it and found the swarm anew");
        }
    }

    private string? Description => place.Mark is { } mark ? $"The log of swarm {place.Swarm}, marked {mark}" : null;

    private StreamConfig LogConfig() => new()
    {
        Name = subjects.Stream,
        Description = Description,
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
        Bucket = subjects.Blobs,
        Storage = StreamConfigStorage.File,
        NumberOfReplicas = options.Replicas,
    };
}
