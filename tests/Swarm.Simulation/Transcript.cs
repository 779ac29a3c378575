using Swarm.Core;
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
        Line(now, $"log {entry.Sequence} by {entry.Author}: {Words.Of(entry.Event)}");

    internal void Said(long now, SimProcess from, Effect.Send word)
    {
        if (!withWords || word.Message is PeerMessage.Heartbeat)
        {
            return;
        }

        string said = $"{from.Self} says: {Words.Of(word.Message)}";
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
            AgentEvent.MemberBarred barred => $"sees {barred.Proof.First.Voter} barred",
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

    private static string Join<T>(IEnumerable<T> parts) => string.Join(", ", parts);

    private void Line(long now, string text) => write($"{now / 1e6,11:F6} {text}");
}
