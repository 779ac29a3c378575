using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;

namespace Swarm.Simulation;

/// <summary>Says in a line what goes into a core and what comes out of it.</summary>
internal static class Words
{
    private const int MaxItems = 8;

    internal static string Of(AgentInput input) => input switch
    {
        AgentInput.Tick => "time passes",
        AgentInput.Pause => "nothing else waits",
        AgentInput.CaughtUp => "the log was read to its end",
        AgentInput.Peer peer => $"{peer.From} says: {Of(peer.Message)}",
        AgentInput.PoolEntry entry => $"entry {entry.Sequence} of {entry.Author}: {Of(entry.Event)}",
        AgentInput.AppendAnswered answered => $"append {answered.Number}: {answered.Outcome}",
        AgentInput.RunAdvanced run => $"{Of(run.Report)}",
        AgentInput.RunEnded run => $"{Of(run.Result)}",
        AgentInput.Operator command => $"the operator wants: {command.Command}",
        _ => input.ToString(),
    };

    internal static string Of(Effect effect) => effect switch
    {
        Effect.Append append => $"append {append.Number}: {Of(append.Event)}",
        Effect.Run run => $"run {run.Order.Activity}#{run.Order.Attempt}",
        Effect.Cancel cancel => $"cancel {cancel.Activity}#{cancel.Attempt}: {cancel.Reason}",
        Effect.Publish publish => $"publish {publish.Activity}#{publish.Attempt}",
        Effect.Discard discard => $"discard {discard.Activity}#{discard.Attempt}",
        Effect.Observe { Event: AgentEvent.ViewChanged changed } => $"see view {Of(changed.View)}",
        Effect.Observe { Event: AgentEvent.MemberJoining joining } => $"see {joining.Member.Key} join",
        Effect.Observe { Event: AgentEvent.CampaignAccepted accepted } => $"see campaign {accepted.Graph.Id} accepted",
        Effect.Observe { Event: AgentEvent.CampaignChanged changed } => $"see {Of(changed.Change)}",
        Effect.Observe observe => $"see {observe.Event}",
        Effect.Send send => $"tell {send.To}: {Of(send.Message)}",
        _ => effect.ToString(),
    };

    internal static string Of(PeerMessage message) => message switch
    {
        PeerMessage.Heartbeat { Echo: 0 } beat => $"beat {beat.Number}, read to {beat.Folded}",
        PeerMessage.Heartbeat beat => $"heard beat {beat.Echo}, read to {beat.Folded}",
        PeerMessage.BidMade { Bid: var bid } =>
            $"bid {bid.Number} for {bid.Items.Count} in bucket {bid.Epoch}.{bid.Bucket}, room for "
            + $"{bid.BudgetMilliCores} millicores, basis {bid.Basis}",
        PeerMessage.Proposal proposal =>
            $"propose {proposal.Slot} in ballot {proposal.Ballot}, basis {proposal.Basis}: {Of(proposal.Batch)}",
        PeerMessage.PreparesCollected collected =>
            $"show {collected.Prepares.Count} prepares of {collected.Batch.Short} for {collected.Slot} in ballot "
            + $"{collected.Ballot}",
        PeerMessage.VoteCast { Vote: var vote } =>
            $"vote {vote.Phase} {vote.Batch.Short} for {vote.Slot} in ballot {vote.Ballot}",
        PeerMessage.BallotChanged { Change: var change } =>
            $"enter ballot {change.Ballot} of {change.Slot}, locked on {change.Lock?.Batch.Short ?? "nothing"}",
        PeerMessage.CutProposed cut => $"vote for view {Of(cut.View)}",
        _ => message.ToString(),
    };

    internal static string Of(PoolEvent entry) => entry switch
    {
        PoolEvent.Founded founded => $"found the swarm at {founded.Endpoint}",
        PoolEvent.Joining joining => $"ask to join from {joining.Endpoint}",
        PoolEvent.ViewInstalled installed =>
            $"view {Of(installed.View)} by {installed.Evidence.Count} votes, claim {installed.LossClaim}",
        PoolEvent.MemberBarred barred => $"{barred.Proof.First.Voter} is shown to lie in {barred.Proof.First.Slot}",
        PoolEvent.LossClaimed claimed => $"in view {claimed.Epoch} are lost: {string.Join(' ', claimed.Absent)}",
        PoolEvent.CampaignSubmitted submitted =>
            $"campaign {submitted.Graph.Id} of {submitted.Graph.Activities.Count} activities",
        PoolEvent.Assigned assigned =>
            $"{assigned.Slot} decided in ballot {assigned.Certificate.Ballot} by "
            + $"{assigned.Certificate.Commits.Count} votes: {Of(assigned.Batch)}",
        PoolEvent.Running { Runs.Count: 0 } => "a sign of life",
        PoolEvent.Running running => Some(running.Runs, Of),
        PoolEvent.Finished finished => Some(finished.Runs, Of),
        _ => entry.ToString(),
    };

    private static string Of(Batch batch) => batch.Items.Count == 0 ? "nothing" : Some(
        batch.Items,
        item => $"{item.Activity}#{item.Attempt} {(item.IsRevocation ? "taken back" : $"to {item.Winner}")}");

    private static string Of(MemberView view) =>
        $"{view.Epoch} ({string.Join(' ', view.Members.Select(member => member.Key))})";

    private static string Of(CampaignChange change) =>
        $"{change.Campaign}{(change.Activity < 0 ? "" : $"/{change.Activity}#{change.Attempt}")} {change.State}"
        + (change.Agent is { } agent ? $" at {agent}" : "") + (change.Message.Length > 0 ? $": {change.Message}" : "");

    private static string Of(RunReport report) => $"{report.Activity}#{report.Attempt} is {report.State}";

    private static string Of(RunResult result) => $"{result.Activity}#{result.Attempt} " + result.Outcome switch
    {
        ActivityOutcome.Succeeded => "succeeded",
        ActivityOutcome.Failed failed => $"failed: {failed.Code} {failed.Message}",
        ActivityOutcome.Released released => $"handed back: {released.Code} {released.Message}",
        _ => throw Invariant.Unreachable(result.Outcome),
    };

    private static string Some<T>(IReadOnlyList<T> items, Func<T, string> say) =>
        string.Join(", ", items.Take(MaxItems).Select(say))
        + (items.Count > MaxItems ? $" and {items.Count - MaxItems} more" : "");
}
