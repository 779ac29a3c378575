using System.Collections.Concurrent;
using Swarm.Agent.Ports;
using Swarm.Core;
using Swarm.Model;

namespace Swarm.IntegrationTests.Fabric;

/// <summary>The pool's content; its log is not needed here.</summary>
internal sealed class TestPool : IJobPool
{
    internal ConcurrentDictionary<Digest, byte[]> Content { get; } = new();

    public bool IsConnected => true;

    public IAsyncEnumerable<AgentInput> ReadAsync(ulong after, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<AppendOutcome> AppendAsync(PoolEvent entry, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<AppendOutcome> SubmitAsync(CampaignDocument campaign, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public async ValueTask PutAsync(Digest digest, Stream content, CancellationToken cancellationToken)
    {
        using MemoryStream bytes = new();
        await content.CopyToAsync(bytes, cancellationToken);
        Content[digest] = bytes.ToArray();
    }

    public ValueTask<Stream?> OpenAsync(Digest digest, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Stream?>(Content.TryGetValue(digest, out byte[]? bytes) ? new MemoryStream(bytes) : null);
}
