using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Ledger;
using Swarm.Core.Membership;
using Swarm.Core.Signing;
using Swarm.Model;
using Swarm.Simulation;
using Xunit;

namespace Swarm.UnitTests.Core;

/// <summary>Writes a log, entry by entry as agents would, and folds it.</summary>
internal sealed class FoldedLog
{
    private const long Epoch = 1_700_000_000_000_000;

    private readonly Capabilities _offer = new(["noop"], [], [], Resources.OneCore, 1000);

    internal FoldedLog()
    {
        Settings = new CoreSettings { Capabilities = _offer, PublicKey = KeyOf("z"), Endpoint = "z:1" };
        Fold = new LogFold(Settings);
    }

    internal CoreSettings Settings { get; }

    internal LogFold Fold { get; }

    internal FoldNews News { get; } = new();

    internal List<AgentInput.PoolEntry> Log { get; } = [];

    internal MemberKey Found(string name) => Come(
        name, nonce => new PoolEvent.Founded(nonce, SwarmRules.Default, KeyOf(name), $"{name}:1", _offer));

    internal MemberKey Join(string name) =>
        Come(name, nonce => new PoolEvent.Joining(nonce, KeyOf(name), $"{name}:1", _offer));

    /// <summary>Installs the view of these members, with the votes of those.</summary>
    internal void Install(MemberKey[] votes, params MemberKey[] members)
    {
        MemberView view = MemberView.Of(
            Fold.View.Epoch + 1,
            members.Select(key => new Member(key, KeyOf(key.Agent.Text), $"{key.Agent}:1", _offer)),
            []);
        Digest digest = view.DigestIn(Fold.Views.Swarm);
        Read("a", new PoolEvent.ViewInstalled(
            view, [.. votes.Select(voter => Sign(new CutVote(view.Epoch, digest, voter, default)))], 0));
    }

    /// <summary>Submits a campaign of activities, each with the names of those whose outputs it reads.</summary>
    internal CampaignGraph Submit(params (string Name, string[] Reads)[] activities) =>
        Submit(Placement.Anywhere, activities);

    /// <summary>Submits a campaign whose activities are all to run in one place.</summary>
    internal CampaignGraph Submit(Placement on, params (string Name, string[] Reads)[] activities)
    {
        CampaignGraph graph = CampaignGraph.Create(
            CampaignId.Parse("c"),
            "campaign",
            [.. activities.Select(one => new ActivitySpec
            {
                Name = one.Name,
                Plugin = "noop",
                Placement = on,
                Outputs = [new DataRef.Relative("x" + one.Name)],
                Inputs = [.. one.Reads.Select(name => new ActivityInput(new DataRef.Output(name, "x" + name), name))],
            })],
            []);
        Read("a", new PoolEvent.CampaignSubmitted(graph, Digest.Of([1])));
        return graph;
    }

    /// <summary>Gives the open attempt of an activity to the first member, who ends it so.</summary>
    internal void Run(CampaignGraph graph, int index, ActivityOutcome outcome) =>
        Run(graph, index, Fold.View.Members[0].Key, outcome);

    /// <summary>Gives the open attempt of an activity to a member, who ends it so.</summary>
    internal void Run(CampaignGraph graph, int index, MemberKey winner, ActivityOutcome outcome)
    {
        ActivityId activity = new(graph.Id, index);
        Attempt attempt = Fold.Ledger.Find(graph.Id)!.Activities[index].Attempt;
        Slot slot = Fold.NextSlot(0);
        Batch batch = new([new BatchItem(activity, attempt, winner)]);
        Digest digest = batch.DigestIn(Fold.Views.Swarm, slot);
        SignedVote[] votes =
        [
            .. Fold.View.Members.Take(new Quorum(Fold.View.Members.Count).Size).Select(voter =>
                Sign(new(slot, 0, VotePhase.Commit, digest, voter.Key, default), Fold.Views.Swarm)),
        ];
        Read("a", new PoolEvent.Assigned(slot, batch, new Certificate(slot, 0, digest, votes)));
        Read(winner.Agent.Text, new PoolEvent.Finished(winner, [new RunResult(activity, attempt, outcome)]));
        Assert.Empty(News.Refused);
    }

    /// <summary>Appends an entry, a second after the one before, and folds it.</summary>
    internal void Read(string author, PoolEvent entry)
    {
        Log.Add(new AgentInput.PoolEntry(
            (ulong)Log.Count + 1, AgentId.Parse(author), Epoch + (Log.Count * 1_000_000), entry));
        Fold.Apply(Log[^1], News);
    }

    private MemberKey Come(string name, Func<Digest, PoolEvent> entry)
    {
        Read(name, entry(Digest.Of([(byte)Log.Count])));
        return new MemberKey(AgentId.Parse(name), new Incarnation((ulong)Log.Count));
    }

    /// <summary>The vote with its voter's signature.</summary>
    internal static SignedVote Sign(SignedVote vote, Digest swarm) =>
        vote with { Signature = StandInSignatures.Sign(vote.Voter.Agent, Statement.Of(vote, swarm)) };

    private CutVote Sign(CutVote vote) => vote with
    {
        Signature = StandInSignatures.Sign(vote.Voter.Agent, Statement.Of(vote, Fold.Views.Swarm)),
    };

    private static PublicKey KeyOf(string name) => StandInSignatures.KeyOf(AgentId.Parse(name));
}
