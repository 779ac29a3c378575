using Microsoft.Extensions.Logging;
using Swarm.Agent.Control;
using Swarm.Core;
using Swarm.Core.Membership;

namespace Swarm.Agent.Telemetry;

/// <summary>
/// The one switch over what the core tells: logs it, counts it, passes it to watchers and to the links.
/// </summary>
internal sealed class AgentEventObserver(
    CampaignWatch watch, SwarmTelemetry telemetry, ILogger<AgentEventObserver> logger)
{
    private long _ignored;

    /// <summary>How many entries did not stand.</summary>
    internal long EntriesIgnored => Interlocked.Read(ref _ignored);

    /// <summary>Hears that somebody joins or left: links follow.</summary>
    internal Action? RosterChanged { get; set; }

    /// <summary>Hears one event.</summary>
    internal void OnEvent(AgentEvent seen)
    {
        switch (seen)
        {
            case AgentEvent.CampaignAccepted accepted:
                watch.Begin(accepted.Graph);
                watch.Add(accepted.Change);
                Log.CampaignAccepted(
                    logger, accepted.Graph.Id, Printable.Of(accepted.Graph.Name), accepted.Graph.Activities.Count);
                break;
            case AgentEvent.CampaignChanged changed:
                watch.Add(changed.Change);
                OnChange(changed.Change);
                break;
            case AgentEvent.ViewChanged changed:
                telemetry.ViewChanges.Add(1);
                Log.ViewChanged(logger, changed.View.Epoch, Names(changed.View));
                RosterChanged?.Invoke();
                break;
            case AgentEvent.MemberJoining joining:
                Log.MemberJoining(logger, joining.Member.Key.ToString(), joining.Member.Endpoint);
                RosterChanged?.Invoke();
                break;
            case AgentEvent.RoundDecided decided:
                telemetry.RoundDuration.Record(decided.Micros / 1e6);
                SwarmTelemetry.Decided(decided.Slot, decided.Items, decided.Micros);
                Log.RoundDecided(logger, decided.Slot, decided.Ballot, decided.Items, decided.Micros);
                break;
            case AgentEvent.RoundTimedOut late:
                telemetry.RoundTimeouts.Add(1);
                Log.RoundTimedOut(logger, late.Slot, late.Ballot);
                break;
            default:
                OnTrouble(seen);
                break;
        }
    }

    private void OnTrouble(AgentEvent seen)
    {
        switch (seen)
        {
            case AgentEvent.EntryIgnored ignored:
                Interlocked.Increment(ref _ignored);
                telemetry.EntriesIgnored.Add(1);
                Log.EntryIgnored(logger, ignored.Sequence, ignored.Author, ignored.Why);
                break;
            case AgentEvent.ResultRefused refused:
                Log.ResultRefused(logger, refused.Activity, refused.Attempt, ErrorCode.StaleFence);
                break;
            case AgentEvent.PeerMisbehaved misbehaved:
                telemetry.PeersMisbehaved.Add(1);
                Log.PeerMisbehaved(logger, misbehaved.Peer.ToString(), misbehaved.Why);
                break;
            case AgentEvent.MemberBarred barred:
                Log.MemberBarred(
                    logger, barred.Proof.First.Voter.ToString(), barred.Proof.First.Slot, barred.Proof.First.Ballot);
                break;
            case AgentEvent.AppendRefused refused:
                Log.AppendRefused(logger, refused.Code, Printable.Of(refused.Message));
                break;
            default:
                throw Invariant.Unreachable(seen);
        }
    }

    private void OnChange(CampaignChange change)
    {
        if (change.Activity < 0)
        {
            Log.CampaignChanged(logger, change.Campaign, change.State);
            return;
        }

        if (change.State.IsFinal())
        {
            telemetry.ActivitiesEnded.Add(1, new KeyValuePair<string, object?>("outcome", change.State.ToString()));
            telemetry.ActivityDuration.Record((change.Figures?.RunMicros ?? 0) / 1e6);
        }

        Log.ActivityChanged(logger, change);
    }

    private static string Names(MemberView view) => string.Join(' ', view.Members.Select(member => member.Key));
}
