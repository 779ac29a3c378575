using Swarm.Agent.Ports;
using Swarm.Core;
using Swarm.Core.Authorisation;
using Swarm.Core.Membership;
using Swarm.Model;
using Swarm.Protocol;

namespace Swarm.IntegrationTests.Pool;

/// <summary>Entries and campaigns to put into a pool.</summary>
internal static class PoolEntries
{
    /// <summary>An entry that carries a number.</summary>
    public static PoolEvent Numbered(ulong number) => new PoolEvent.Leaving(new Incarnation(number));

    /// <summary>The number that an entry carries.</summary>
    public static ulong NumberOf(AgentInput input) =>
        ((PoolEvent.Leaving)((AgentInput.PoolEntry)input).Event).Incarnation.Sequence;

    /// <summary>A campaign of some activities; long names make it large.</summary>
    public static CampaignDocument Campaign(string id, int activities)
    {
        ActivitySpec[] specs = [.. Enumerable.Range(0, activities).Select(i => new ActivitySpec
        {
            Name = $"activity-{i}",
            Plugin = "noop",
            Arguments = [new string('x', 200)],
        })];
        CampaignGraph graph = CampaignGraph.Create(CampaignId.Parse(id), "test", specs, []);
        ReadOnlyMemory<byte> bytes = CampaignCodec.Encode(graph);
        return new CampaignDocument(bytes, Digest.Of(bytes.Span), graph)
        {
            Owner = new CampaignOwner("ann", ["lab"]) { Proof = new OwnerProof([new byte[] { 1 }], new byte[64]) },
        };
    }
}
