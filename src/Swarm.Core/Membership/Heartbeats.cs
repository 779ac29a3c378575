namespace Swarm.Core.Membership;

/// <summary>Says to everybody that this agent is here, and measures round trips by the answers.</summary>
internal sealed class Heartbeats(CoreSettings settings, FailureDetector detector)
{
    private const int MaxOpen = 64;

    private readonly SortedDictionary<long, Instant> _sent = [];
    private Instant _lastBeat = new(long.MinValue / 2);
    private long _number;

    /// <summary>Somebody new is there: the next beat comes at the next tick.</summary>
    internal void Hurry() => _lastBeat = new Instant(long.MinValue / 2);

    /// <summary>Beats, if it is time.</summary>
    internal void Beat(LogFold fold, MemberKey self, Instant now, Outbox outbox)
    {
        if (now.Since(_lastBeat) < settings.HeartbeatMicros)
        {
            return;
        }

        _lastBeat = now;
        _sent[++_number] = now;
        if (_sent.Count > MaxOpen)
        {
            _sent.Remove(_sent.Keys.First());
        }

        foreach (Member member in fold.Views.Roster.Candidates.Where(member => member.Agent != self.Agent))
        {
            outbox.Send(member.Agent, new PeerMessage.Heartbeat(_number, fold.Folded, 0));
        }
    }

    /// <summary>Hears a beat and answers it, or hears the answer to one.</summary>
    internal void OnHeard(MemberKey from, PeerMessage.Heartbeat heartbeat, Instant now, ulong folded, Outbox outbox)
    {
        if (heartbeat.Echo == 0)
        {
            outbox.Send(from.Agent, new PeerMessage.Heartbeat(0, folded, heartbeat.Number));
        }
        else if (_sent.TryGetValue(heartbeat.Echo, out Instant sent))
        {
            detector.OnRoundTrip(from.Agent, Math.Max(1, now.Since(sent)));
        }
    }
}
