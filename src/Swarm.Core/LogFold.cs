using Swarm.Core.Consensus;
using Swarm.Core.Ledger;
using Swarm.Core.Membership;
using Swarm.Core.Scheduling;

namespace Swarm.Core;

/// <summary>
/// All that the log says, folded entry by entry. Whether an entry stands depends on the entries before it and on
/// nothing else, so every agent that read as far believes the same.
/// </summary>
internal sealed class LogFold
{
    private readonly long _maxSilenceMicros;
    private readonly List<Committee> _committees = [];
    private long[] _nextSlots = [0];

    internal LogFold(CoreSettings settings)
    {
        _maxSilenceMicros = settings.MaxSilenceMicros;
        Views = new ViewLog(settings.LossWaitMicros);
        Ledger = new CampaignLedger(settings);
        History = new RunHistory(settings.UnknownRunMicros);
    }

    /// <summary>Who is in the swarm.</summary>
    internal ViewLog Views { get; }

    /// <summary>What is to be done and what was done.</summary>
    internal CampaignLedger Ledger { get; }

    /// <summary>How long things run.</summary>
    internal RunHistory History { get; }

    /// <summary>The sequence of the last entry.</summary>
    internal ulong Folded { get; private set; }

    /// <summary>The latest time the broker gave an entry; it never runs backwards.</summary>
    internal long BrokerMicros { get; private set; }

    /// <summary>
    /// The working time of the log, by which holders of runs are judged: the broker's, with long silences cut short.
    /// </summary>
    internal long WorkMicros { get; private set; }

    /// <summary>The view in force.</summary>
    internal MemberView View => Views.View;

    /// <summary>The committee of a bucket.</summary>
    internal Committee CommitteeOf(int bucket) => _committees[bucket];

    /// <summary>The slot that a bucket decides next.</summary>
    internal Slot NextSlot(int bucket) => new(View.Epoch, bucket, _nextSlots[bucket]);

    /// <summary>Folds the next entry and tells what it changed.</summary>
    internal void Apply(AgentInput.PoolEntry entry, FoldNews news)
    {
        Invariant.That(entry.Sequence > Folded, "the log is read in order, each entry once");
        news.Clear();
        Folded = entry.Sequence;
        WorkMicros += Math.Clamp(entry.BrokerMicros - BrokerMicros, 0, _maxSilenceMicros);
        BrokerMicros = Math.Max(BrokerMicros, entry.BrokerMicros);
        Ledger.At(entry.Sequence, BrokerMicros, WorkMicros);
        Ledger.Hear(entry.Author);
        switch (entry.Event)
        {
            case PoolEvent.Founded founded:
                news.Ignored = Views.Found(entry, founded);
                UseView(news);
                break;
            case PoolEvent.Joining joining:
                news.Ignored = Views.Join(entry, joining);
                news.Joining = news.Ignored is null ? Views.Roster.Find(entry.Author) : null;
                break;
            case PoolEvent.Leaving leaving:
                news.Ignored =
                    Views.Roster.Leave(new MemberKey(entry.Author, leaving.Incarnation), BrokerMicros)
                        ? null : "it left before";
                break;
            case PoolEvent.ViewInstalled installed:
                news.Ignored = Views.Install(installed, BrokerMicros);
                UseView(news);
                break;
            case PoolEvent.LossClaimed claimed:
                news.Ignored = Views.ClaimLoss(entry with { BrokerMicros = BrokerMicros }, claimed);
                break;
            case PoolEvent.Present present:
                news.Ignored = Views.Answer(entry, present);
                break;
            default:
                ApplyWork(entry, news);
                break;
        }

        foreach ((string kind, long micros) in news.Measured)
        {
            History.Add(kind, micros);
        }
    }

    private void ApplyWork(AgentInput.PoolEntry entry, FoldNews news)
    {
        switch (entry.Event)
        {
            case PoolEvent.CampaignSubmitted submitted:
                Ledger.Submit(submitted, news);
                break;
            case PoolEvent.CampaignCanceled canceled:
                Ledger.Cancel(canceled, news);
                break;
            case PoolEvent.CampaignRetried retried:
                Ledger.Retry(retried, news);
                break;
            case PoolEvent.Assigned assigned:
                Assign(assigned, news);
                break;
            case PoolEvent.Running running when running.Author.Agent == entry.Author:
                foreach (RunReport report in running.Runs)
                {
                    Ledger.Report(running.Author, report, news);
                }

                break;
            case PoolEvent.Finished finished when finished.Author.Agent == entry.Author:
                foreach (RunResult result in finished.Runs)
                {
                    Ledger.End(finished.Author, result, news);
                }

                break;
            case PoolEvent.Running or PoolEvent.Finished:
                news.Ignored = "it speaks for another agent than its author";
                break;
            default:
                throw Invariant.Unreachable(entry.Event);
        }
    }

    private void Assign(PoolEvent.Assigned assigned, FoldNews news)
    {
        news.Ignored = ProblemOf(assigned);
        if (news.Ignored is not null)
        {
            return;
        }

        // The slot is used up whatever is in the batch; each line then stands or falls alone.
        _nextSlots[assigned.Slot.Bucket]++;
        foreach (BatchItem item in assigned.Batch.Items)
        {
            Ledger.Assign(item, news);
        }
    }

    private string? ProblemOf(PoolEvent.Assigned assigned)
    {
        Slot slot = assigned.Slot;
        if (slot.Epoch != View.Epoch || (uint)slot.Bucket >= (uint)View.Buckets)
        {
            return $"slot {slot} is of another view than {View.Epoch}";
        }

        if (slot.Number != _nextSlots[slot.Bucket])
        {
            return $"slot {slot} is not the next, {_nextSlots[slot.Bucket]}";
        }

        return assigned.Certificate.ProblemFor(
            slot, assigned.Batch.DigestIn(Views.Swarm, slot), _committees[slot.Bucket]);
    }

    private void UseView(FoldNews news)
    {
        if (news.Ignored is not null)
        {
            return;
        }

        news.IsViewNew = true;
        _nextSlots = new long[View.Buckets];
        _committees.Clear();
        for (int bucket = 0; bucket < View.Buckets; bucket++)
        {
            _committees.Add(Committee.Of(Views.Swarm, View, bucket));
        }

        Ledger.Use(View, news);
    }
}
