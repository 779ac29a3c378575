using System.Collections.Concurrent;
using Swarm.Agent.Execution;
using Swarm.Agent.Fabric;
using Swarm.Agent.Ports;
using Swarm.Model;
using Swarm.Plugins;

namespace Swarm.IntegrationTests.Fabric;

/// <summary>Sites that reach each other, with the faults a network has.</summary>
internal sealed class TestNet : IBlobSource, IAsyncDisposable
{
    internal ConcurrentDictionary<AgentId, TestSite> Sites { get; } = new();

    internal TestPool Pool { get; } = new();

    internal List<IActivityPlugin> Plugins { get; } = [];

    internal HashSet<AgentId> Dead { get; } = [];

    /// <summary>Whether the core gives no answer at all.</summary>
    internal bool Silent { get; set; }

    /// <summary>How many of the next streams end after half of what is left.</summary>
    internal int Breaks { get; set; }

    /// <summary>How many of the next streams bring a wrong byte.</summary>
    internal int Flips { get; set; }

    internal ConcurrentQueue<(AgentId Holder, Digest Digest, long Offset)> Opened { get; } = new();

    internal TaskCompletionSource? Hold { get; set; }

    public async ValueTask DisposeAsync()
    {
        foreach (TestSite site in Sites.Values)
        {
            await site.DisposeAsync();
        }
    }

    internal static TestNet Create() => new();

    internal TestSite Add(string name, ExecutionOptions? execution = null, FabricOptions? fabric = null)
    {
        TestSite site = new(this, name, execution, fabric);
        Sites[site.Agent] = site;
        return site;
    }

    public ValueTask KeepAsync(
        AgentId keeper, string endpoint, Digest digest, long sizeBytes, CancellationToken cancellationToken) =>
        Sites[keeper].Fabric.KeepCopyAsync(digest, sizeBytes, cancellationToken);

    public async ValueTask<Stream> OpenAsync(
        AgentId holder, string endpoint, Digest digest, long offsetBytes, CancellationToken cancellationToken)
    {
        Opened.Enqueue((holder, digest, offsetBytes));
        if (Hold is { } hold)
        {
            await hold.Task.WaitAsync(cancellationToken);
        }

        using Stream content = Sites[holder].Fabric.OpenBlob(digest, offsetBytes)
            ?? throw new SwarmException(ErrorCode.PeerUnreachable, "the holder has it no longer");
        byte[] bytes = new byte[content.Length - content.Position];
        await content.ReadExactlyAsync(bytes, cancellationToken);
        if (Breaks > 0)
        {
            Breaks--;
            return new MemoryStream(bytes, 0, bytes.Length / 2);
        }

        if (Flips > 0)
        {
            Flips--;
            bytes[^1] ^= 1;
        }

        return new MemoryStream(bytes);
    }
}
