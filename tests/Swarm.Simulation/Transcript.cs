using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation;

/// <summary>Writes down a run so that a person can read it: who says what to whom, and what the log holds.</summary>
/// <param name="write">Takes one line.</param>
/// <param name="withWords">Whether what agents say to each other is written too, not only the log.</param>
internal sealed class Transcript(Action<string> write, bool withWords)
{
    private string _lastWord = "";

    internal void Tell(long now, string what) => Line(now, $"-- {what}");

    internal void Stored(long now, AgentInput.PoolEntry entry) =>
        Line(now, $"log {entry.Sequence} by {entry.Author}: {Describe(entry.Event)}");

    internal void Said(long now, SimProcess from, Effect.Send word)
    {
        if (!withWords || word.Message is PeerMessage.Heartbeat)
        {
            return;
        }

        string said = $"{from.Self} says: {Describe(word.Message)}";
        if (said != _lastWord)
        {
            Line(now, $"   {said}");
        }

        _lastWord = said;
    }

    internal void Observed(long now, SimProcess process, AgentEvent seen)
    {
        string? what = seen switch
        {
            AgentEvent.RoundTimedOut late => $"gives up on ballot {late.Ballot} of slot {late.Slot}",
            AgentEvent.RoundDecided decided =>
                $"sees slot {decided.Slot} decided in ballot {decided.Ballot} after {decided.Micros} us",
            AgentEvent.EntryIgnored ignored => $"ignores entry {ignored.Sequence}: {ignored.Why}",
            AgentEvent.PeerMisbehaved misbehaved => $"blames {misbehaved.Peer}: {misbehaved.Why}",
            AgentEvent.ResultRefused refused => $"sees attempt {refused.Attempt} of {refused.Activity} refused",
            AgentEvent.ViewChanged changed =>
                $"is in epoch {changed.View.Epoch}: {Join(changed.View.Members.Select(member => member.Key))}",
            AgentEvent.CampaignChanged { Change: { Activity: < 0 } change } =>
                $"sees {change.Campaign} {change.State} {change.Message}",
            _ => null,
        };
        if (what is not null)
        {
            Line(now, $"   {process.Agent.Id} {what}");
        }
    }

    private static string Describe(PoolEvent entry) => entry switch
    {
        PoolEvent.Assigned assigned =>
            $"slot {assigned.Slot} ballot {assigned.Certificate.Ballot} gives "
            + Join(assigned.Batch.Items.Select(Describe)),
        PoolEvent.Finished finished =>
            $"{finished.Author} ends "
            + Join(finished.Runs.Select(run => $"{run.Activity}#{run.Attempt} {Describe(run.Outcome)}")),
        PoolEvent.Running running =>
            $"{running.Author} is at {Join(running.Runs.Select(run => $"{run.Activity}#{run.Attempt}"))}",
        PoolEvent.ViewInstalled installed =>
            $"view {installed.View.Epoch}: {Join(installed.View.Members.Select(member => member.Key))}, "
            + $"{installed.Evidence.Count} votes, claim {installed.LossClaim}",
        PoolEvent.LossClaimed claimed => $"are {Join(claimed.Absent)} there?",
        PoolEvent.Present present => $"answers claim {present.Claim}",
        PoolEvent.CampaignSubmitted submitted =>
            $"campaign {submitted.Graph.Id} of {submitted.Graph.Activities.Count} activities",
        _ => entry.GetType().Name,
    };

    internal static string Describe(PeerMessage message) => message switch
    {
        PeerMessage.BidMade { Bid: { } bid } =>
            $"bid {bid.Number} for bucket {bid.Bucket} at {bid.Basis}: {bid.BudgetMilliCores} mC, "
            + $"{bid.Items.Count} lines: {Join(bid.Items.Select(item => $"{item.Activity}#{item.Attempt}"))}",
        PeerMessage.Proposal proposal =>
            $"propose in slot {proposal.Slot} ballot {proposal.Ballot} at {proposal.Basis} "
            + $"batch {proposal.Vote.Batch.Short}: {Join(proposal.Batch.Items.Select(Describe))}",
        PeerMessage.VoteCast { Vote: { } vote } =>
            $"{vote.Phase} in slot {vote.Slot} ballot {vote.Ballot} batch {vote.Batch.Short}",
        PeerMessage.BallotChanged { Change: { } change } =>
            $"enter ballot {change.Ballot} of slot {change.Slot}, {Describe(change.Lock)}",
        PeerMessage.CutProposed proposed =>
            $"epoch {proposed.View.Epoch} should be {Join(proposed.View.Members.Select(member => member.Key))}",
        _ => message.ToString(),
    };

    private static string Describe(BatchItem item) =>
        item.IsRevocation ? $"{item.Activity}#{item.Attempt} back" : $"{item.Activity}#{item.Attempt} to {item.Winner}";

    private static string Describe(BallotMark? mark) =>
        mark is { } locked ? $"locked on {locked.Batch.Short} of ballot {locked.Ballot}" : "without a lock";

    private static string Describe(ActivityOutcome outcome) => outcome switch
    {
        ActivityOutcome.Failed failed => $"badly ({failed.Code})",
        ActivityOutcome.Released released => $"not at all ({released.Code} {released.MissingProducer})",
        _ => "well",
    };

    private static string Join<T>(IEnumerable<T> parts) => string.Join(", ", parts);

    private void Line(long now, string text) => write($"{now / 1e6,11:F6} {text}");
}
