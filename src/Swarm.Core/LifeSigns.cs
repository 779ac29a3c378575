using Swarm.Core.Membership;

namespace Swarm.Core;

/// <summary>
/// Writes entries that say nothing and are there: to keep the log's time going, and to show that this agent can write.
/// </summary>
/// <remarks>
/// The log's time moves with entries alone, and by no more than a little with each. When nobody writes, a run whose
/// agent died to its work would be within its time for ever. So while something is open and nothing was written for so
/// long that the time stands still, or that a holder should be overdue by this agent's own clock, an empty report of
/// progress goes into the log; its stored time is what everybody judges by.
/// </remarks>
internal sealed class LifeSigns(CoreSettings settings, LogFold fold, AppendTable appends)
{
    private Instant _foldedAt;

    /// <summary>Takes note of when an entry was read, by this agent's own clock.</summary>
    internal void OnFolded(Instant now) => _foldedAt = now;

    /// <summary>The broker's time now, as far as this agent can tell.</summary>
    internal long EstimateMicros(Instant now) => fold.BrokerMicros + now.Since(_foldedAt);

    /// <summary>Writes, if this agent has to be heard of or the log's time has to move.</summary>
    internal void Give(MemberKey self, Instant now, Outbox outbox)
    {
        if (fold.Ledger.IsSilent(self.Agent) || IsMyTurn(self, now))
        {
            appends.TryAppend(
                new AppendKey(AppendPurpose.Progress), new PoolEvent.Running(self, []), now, outbox);
        }
    }

    // Those who would take the run back write, in the order of their seats: one of them does, the others read it.
    private bool IsMyTurn(MemberKey self, Instant now)
    {
        long quietMicros = now.Since(_foldedAt);
        if (quietMicros < settings.ClockQuietMicros
            || fold.Ledger.Deadlines.NextFrom(fold.WorkMicros) is not { } next)
        {
            return false;
        }

        int rank = fold.CommitteeOf(Spread.Bucket(next.Activity, fold.View)).RankOf(self);
        long dueMicros = Math.Min(next.Micros - fold.WorkMicros, settings.MaxSilenceMicros);
        return rank >= 0
            && quietMicros > Math.Max(settings.ClockQuietMicros, dueMicros) + rank * settings.AppendRankMicros;
    }
}
