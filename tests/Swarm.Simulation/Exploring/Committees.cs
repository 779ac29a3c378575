using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Ledger;
using Swarm.Core.Membership;
using Swarm.Core.Scheduling;

namespace Swarm.Simulation.Exploring;

/// <summary>One committee of four with one slot to decide, and as many batches as it may have proposers.</summary>
internal sealed class Committees
{
    /// <summary>How many members there are; one of them may lie.</summary>
    internal const int Members = 4;

    internal Committees()
    {
        Settings = new CoreSettings
        {
            Capabilities = new Capabilities(["noop"], [], [], new Resources(1000, 1L << 30, 0), 1000),
            PublicKey = StandInSignatures.KeyOf(AgentId.Parse("agent-0")),
            Endpoint = "e:1",
        };
        Fold = new LogFold(Settings);
        FoundAndJoin();
        CampaignGraph graph = CampaignGraph.Create(
            CampaignId.Parse("c"),
            "c",
            [.. Enumerable.Range(0, Members).Select(i => new ActivitySpec { Name = $"a{i}", Plugin = "noop" })],
            []);
        Apply(new PoolEvent.CampaignSubmitted(graph, default));
        Slot = Fold.NextSlot(0);
        Committee = Fold.CommitteeOf(0);
        Batches =
        [
            .. Enumerable.Range(0, Members).Select(i => new Batch(
                [new BatchItem(new ActivityId(graph.Id, i), Attempt.First, Committee.Members[0])])),
        ];
        Digests = [.. Batches.Select(batch => batch.DigestIn(Fold.Views.Swarm, Slot))];
    }

    internal CoreSettings Settings { get; }

    internal LogFold Fold { get; }

    internal Slot Slot { get; }

    internal Committee Committee { get; }

    /// <summary>The batch that the member of each rank would propose.</summary>
    internal IReadOnlyList<Batch> Batches { get; }

    internal IReadOnlyList<Digest> Digests { get; }

    /// <summary>The member of a rank.</summary>
    internal MemberKey At(int rank) => Committee.Members[rank];

    /// <summary>The rank of an agent.</summary>
    internal int RankOf(AgentId agent) => Committee.Members.ToList().FindIndex(member => member.Agent == agent);

    private void FoundAndJoin()
    {
        Capabilities offered = Settings.Capabilities;
        PublicKey key = Settings.PublicKey;
        Apply(new PoolEvent.Founded(Digest.Of([1]), SwarmRules.Default, key, "e:1", offered));
        for (byte i = 1; i < Members; i++)
        {
            Apply(new PoolEvent.Joining(Digest.Of([1, i]), key, "e:1", offered), i);
        }

        MemberView view = MemberView.Of(2, Fold.Views.Roster.Candidates, []);
        CutVote vote = new(2, view.DigestIn(Fold.Views.Swarm), Fold.View.Members[0].Key, Vocabulary.Signature);
        Apply(new PoolEvent.ViewInstalled(view, [vote], 0));
        Invariant.That(Fold.View.Members.Count == Members, "four are in");
    }

    private void Apply(PoolEvent entry, int author = 0)
    {
        FoldNews news = new();
        AgentId agent = AgentId.Parse($"agent-{author}");
        Fold.Apply(new AgentInput.PoolEntry(Fold.Folded + 1, agent, (long)Fold.Folded, entry), news);
        Invariant.That(news.Ignored is null, $"what sets the scene stands: {news.Ignored}");
    }
}
