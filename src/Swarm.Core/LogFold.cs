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
    private readonly DecisionLog _decisions = new();

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
    internal Committee CommitteeOf(int bucket) => _decisions.CommitteeOf(bucket);

    /// <summary>The slot that a bucket decides next.</summary>
    internal Slot NextSlot(int bucket) => _decisions.NextSlot(bucket);

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
        if (ViewLog.Concerns(entry.Event))
        {
            ApplyView(entry, news);
        }
        else
        {
            ApplyWork(entry, news);
        }

        foreach ((string kind, long micros) in news.Measured)
        {
            History.Add(kind, micros);
        }
    }

    private void ApplyView(AgentInput.PoolEntry entry, FoldNews news)
    {
        long epoch = View.Epoch;
        news.Ignored = Views.Apply(entry, BrokerMicros);
        news.Joining = news.Ignored is null && entry.Event is PoolEvent.Joining
            ? Views.Roster.Find(entry.Author) : null;
        news.Barred = news.Ignored is null ? (entry.Event as PoolEvent.MemberBarred)?.Proof : null;
        news.IsViewNew = View.Epoch != epoch;
        if (news.IsViewNew)
        {
            _decisions.Use(Views);
            Ledger.Use(View, news);
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

    // The slot is used up whatever is in the batch; each line then stands or falls alone.
    private void Assign(PoolEvent.Assigned assigned, FoldNews news)
    {
        news.Ignored = _decisions.Apply(assigned);
        if (news.Ignored is null)
        {
            foreach (BatchItem item in assigned.Batch.Items)
            {
                Ledger.Assign(item, news);
            }
        }
    }
}
