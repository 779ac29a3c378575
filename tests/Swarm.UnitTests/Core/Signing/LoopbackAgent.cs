using Swarm.Agent.Identity;
using Swarm.Agent.Peers;
using Swarm.Core;
using Swarm.Core.Membership;
using Swarm.Core.Signing;
using Swarm.Model;

namespace Swarm.UnitTests.Core.Signing;

/// <summary>One agent as it is shipped, from its gates to its core, without a loop or hands.</summary>
internal sealed class LoopbackAgent : IDisposable
{
    internal LoopbackAgent(AgentId id, SwarmRules rules, bool founds)
    {
        Id = id;
        Capabilities offer = new(["noop"], [], [], new Resources(2000, 1L << 30, 0), 1000);
        CoreSettings settings = new()
        {
            Capabilities = offer,
            PublicKey = Key.PublicKey,
            Rules = rules,
            Endpoint = $"{id}:1",
            MayFound = founds,
        };
        Core = new AgentCore(settings, id, BitConverter.ToUInt64(Digest.Of([(byte)id.Text[^1]]).ToArray()));
        EntryGate = new EntryGate(settings, Book);
        Gate = new PeerGate(id, Book, Inputs.Enqueue, (from, why, _) => Complaints.Add($"{from}: {why}"));
        Signer = new VoteSigner(Key, Book, Gate.Count);
        Inputs.Enqueue(new AgentInput.CaughtUp());
    }

    internal AgentId Id { get; }

    internal AgentKey Key { get; } = AgentKey.New();

    internal SignatureBook Book { get; } = new();

    internal AgentCore Core { get; }

    internal EntryGate EntryGate { get; }

    internal PeerGate Gate { get; }

    internal VoteSigner Signer { get; }

    internal Queue<AgentInput> Inputs { get; } = new();

    internal Outbox Outbox { get; } = new();

    internal List<string> Complaints { get; } = [];

    /// <summary>Reads the next entry, as the agent's reader does.</summary>
    internal void Read(AgentInput.PoolEntry entry)
    {
        AgentInput.PoolEntry good = EntryGate.Check(entry);
        Gate.Use(EntryGate.Keys);
        Inputs.Enqueue(good);
    }

    public void Dispose() => Key.Dispose();
}
