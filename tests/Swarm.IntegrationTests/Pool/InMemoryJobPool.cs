using System.Runtime.CompilerServices;
using Swarm.Agent.Ports;
using Swarm.Core;
using Swarm.Model;

namespace Swarm.IntegrationTests.Pool;

/// <summary>The log of a swarm that lives in one process; each agent sees it through a pool of its own.</summary>
public sealed class InMemoryLog
{
    private readonly Lock _gate = new();
    private readonly List<AgentInput.PoolEntry> _entries = [];
    private readonly Dictionary<Digest, byte[]> _blobs = [];
    private readonly Dictionary<string, ulong> _submissions = [];
    private TaskCompletionSource _grown = New();

    internal ulong Last
    {
        get
        {
            lock (_gate)
            {
                return (ulong)_entries.Count;
            }
        }
    }

    internal ulong Append(AgentId author, PoolEvent entry)
    {
        lock (_gate)
        {
            long micros = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks
                / TimeSpan.TicksPerMicrosecond;
            _entries.Add(new AgentInput.PoolEntry((ulong)_entries.Count + 1, author, micros, entry));
            _grown.TrySetResult();
            _grown = New();
            return (ulong)_entries.Count;
        }
    }

    internal ulong AppendOnce(string id, AgentId author, PoolEvent entry)
    {
        lock (_gate)
        {
            return _submissions.TryGetValue(id, out ulong sequence)
                ? sequence
                : _submissions[id] = Append(author, entry);
        }
    }

    internal (AgentInput.PoolEntry? Entry, Task Grown) At(ulong sequence)
    {
        lock (_gate)
        {
            return (sequence <= (ulong)_entries.Count ? _entries[(int)sequence - 1] : null, _grown.Task);
        }
    }

    internal void Put(Digest digest, byte[] content)
    {
        lock (_gate)
        {
            _blobs[digest] = content;
        }
    }

    internal byte[]? Get(Digest digest)
    {
        lock (_gate)
        {
            return _blobs.GetValueOrDefault(digest);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>One agent's view of a log in memory.</summary>
internal sealed class InMemoryJobPool(InMemoryLog log, AgentId self) : IJobPool
{
    public bool IsConnected => true;

    public async IAsyncEnumerable<AgentInput> ReadAsync(
        ulong after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ulong end = log.Last;
        bool caughtUp = false;
        for (ulong next = after + 1; true; next++)
        {
            if (!caughtUp && next > end)
            {
                caughtUp = true;
                yield return new AgentInput.CaughtUp();
            }

            (AgentInput.PoolEntry? entry, Task grown) = log.At(next);
            while (entry is null)
            {
                await grown.WaitAsync(cancellationToken);
                (entry, grown) = log.At(next);
            }

            yield return entry;
        }
    }

    public ValueTask<AppendOutcome> AppendAsync(PoolEvent entry, CancellationToken cancellationToken) =>
        new(new AppendOutcome.Stored(log.Append(self, entry)));

    public ValueTask<AppendOutcome> SubmitAsync(CampaignDocument campaign, CancellationToken cancellationToken) =>
        new(new AppendOutcome.Stored(log.AppendOnce(
            $"{campaign.Graph.Id}:{campaign.Digest}",
            self,
            new PoolEvent.CampaignSubmitted(campaign.Graph, campaign.Digest) { Owner = campaign.Owner })));

    public async ValueTask PutAsync(Digest digest, Stream content, CancellationToken cancellationToken)
    {
        using MemoryStream bytes = new();
        await content.CopyToAsync(bytes, cancellationToken);
        if (Digest.Of(bytes.ToArray()) != digest)
        {
            throw new SwarmException(ErrorCode.ChecksumMismatch, "the content is another");
        }

        log.Put(digest, bytes.ToArray());
    }

    public ValueTask<Stream?> OpenAsync(Digest digest, CancellationToken cancellationToken) =>
        new(log.Get(digest) is { } bytes ? new MemoryStream(bytes, writable: false) : null);
}
