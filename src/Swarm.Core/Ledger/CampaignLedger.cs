using Swarm.Core.Consensus;
using Swarm.Core.Membership;

namespace Swarm.Core.Ledger;

/// <summary>
/// The part of the fold that knows campaigns: a pure function of the entries, so equal logs give equal ledgers. An
/// attempt is opened by a standing assignment and closed once: by its holder's result, by taking it back, or by the
/// view that leaves its holder out.
/// </summary>
internal sealed class CampaignLedger(CoreSettings settings)
{
    private readonly SortedDictionary<CampaignId, CampaignRecord> _campaigns = [];
    private readonly LedgerMoves _moves = new(settings);
    private ulong _sequence;
    private long _micros;
    private long _workMicros;

    /// <summary>The activities that can run.</summary>
    internal ReadySet Ready => _moves.Ready;

    /// <summary>By when the holders of open attempts have to be heard of again.</summary>
    internal DeadlineTable Deadlines => _moves.Deadlines;

    /// <summary>All campaigns, in order of their ids.</summary>
    internal IReadOnlyCollection<CampaignRecord> Campaigns => _campaigns.Values;

    /// <summary>The campaign of this id, or null.</summary>
    internal CampaignRecord? Find(CampaignId id) => _campaigns.GetValueOrDefault(id);

    /// <summary>Where and when the entry stands that is folded next.</summary>
    internal void At(ulong sequence, long brokerMicros, long workMicros)
    {
        _sequence = sequence;
        _micros = brokerMicros;
        _workMicros = workMicros;
        _moves.At(sequence, brokerMicros, workMicros);
    }

    /// <summary>Whether a run was taken back from an agent of which nothing was read since.</summary>
    internal bool IsSilent(AgentId agent) => _moves.Silent.Contains(agent);

    /// <summary>Takes note that an agent wrote something.</summary>
    internal void Hear(AgentId author) => _moves.Silent.Remove(author);

    /// <summary>Folds a submission.</summary>
    internal void Submit(PoolEvent.CampaignSubmitted submitted, FoldNews news)
    {
        CampaignGraph graph = submitted.Graph;
        if (_campaigns.TryGetValue(graph.Id, out CampaignRecord? known))
        {
            news.Ignored = known.Body == submitted.Body
                ? "the campaign was submitted before" : "another campaign was submitted under this id";
            return;
        }

        CampaignRecord campaign = new(graph, submitted.Body, _sequence, _micros);
        _campaigns.Add(graph.Id, campaign);
        news.Accepted = campaign;
        _moves.Tell(campaign, -1, ActivityState.Created, news, Reason.None);
        for (int i = 0; i < campaign.Activities.Length; i++)
        {
            if (campaign.Activities[i].OpenParents == 0)
            {
                _moves.Open(campaign, i, news);
            }
        }
    }

    /// <summary>Folds a cancellation.</summary>
    internal void Cancel(PoolEvent.CampaignCanceled canceled, FoldNews news)
    {
        if (Find(canceled.Campaign) is not { IsFinal: false } campaign)
        {
            news.Ignored = "there is nothing to cancel";
            return;
        }

        for (int i = 0; i < campaign.Activities.Length; i++)
        {
            if (!campaign.Activities[i].State.IsFinal())
            {
                _moves.Close(campaign, i, false, news);
                _moves.Finish(
                    campaign, i, ActivityState.Canceled, new Reason(ErrorCode.Canceled, canceled.Reason), news);
            }
        }

        _moves.EndIfFinal(campaign, news);
    }

    /// <summary>Folds a wish to try activities anew.</summary>
    internal void Retry(PoolEvent.CampaignRetried retried, FoldNews news)
    {
        CampaignRecord? campaign = Find(retried.Campaign);
        SortedSet<int> chosen = campaign is null ? [] : RetryChoice.Of(campaign, retried.Activities);
        if (chosen.Count == 0)
        {
            news.Ignored = "there is nothing to retry";
            return;
        }

        campaign!.State = ActivityState.Running;
        campaign.EndedMicros = 0;
        campaign.RootCause = -1;
        campaign.RootCauseMessage = "";
        _moves.Tell(campaign, -1, ActivityState.Running, news, Reason.None);
        foreach (int index in chosen)
        {
            ref ActivityRecord record = ref campaign.Activities[index];
            record.Attempt = record.Attempt.Next;
            record.Tries = 0;
            record.Releases = 0;
            campaign.Forgive(index);
            campaign.Set(index, ActivityState.Created);
        }

        foreach (int index in chosen)
        {
            _moves.Wait(campaign, index, news);
        }
    }

    /// <summary>Folds one line of a decision.</summary>
    internal void Assign(BatchItem item, FoldNews news)
    {
        if (Find(item.Activity.Campaign) is not { } campaign || !IsIndex(campaign, item.Activity.Index))
        {
            return;
        }

        ref ActivityRecord record = ref campaign.Activities[item.Activity.Index];
        if (record.Attempt != item.Attempt)
        {
            return;
        }

        if (item.IsRevocation)
        {
            // Judged by the log as it stands here: a report that came in time voids the line.
            if (record.State.IsOpen() && record.DeadlineMicros < _workMicros)
            {
                _moves.Revoke(campaign, item.Activity.Index, news);
            }
        }
        else if (record.State == ActivityState.Queued && _moves.View.Has(item.Winner))
        {
            Ready.Remove(campaign.Ready(item.Activity.Index));
            campaign.Set(item.Activity.Index, ActivityState.Assigned);
            record.Holder = item.Winner;
            _moves.Expect(campaign, item.Activity.Index, settings.StartWaitMicros);
            news.Opened.Add((item.Activity, item.Attempt, item.Winner));
            _moves.Tell(campaign, item.Activity.Index, ActivityState.Assigned, news, Reason.None);
            _moves.Begin(campaign, news);
        }
    }

    /// <summary>Folds a report of progress.</summary>
    internal void Report(MemberKey author, RunReport report, FoldNews news)
    {
        if (!IsOpen(report.Activity, report.Attempt, author, out CampaignRecord campaign))
        {
            return;
        }

        int index = report.Activity.Index;
        ref ActivityRecord record = ref campaign.Activities[index];
        _moves.Unexpect(campaign, index);
        bool forward = report.State is ActivityState.StagingIn or ActivityState.Running && report.State > record.State;
        if (forward)
        {
            record.BeganMicros = _micros;
            record.BeganWorkMicros = _workMicros;
            campaign.Set(index, report.State);
            _moves.Tell(campaign, index, report.State, news, Reason.None);
        }

        _moves.Expect(campaign, index, settings.ProgressWaitMicros);
    }

    /// <summary>Folds a result.</summary>
    internal void End(MemberKey author, RunResult result, FoldNews news)
    {
        if (!IsOpen(result.Activity, result.Attempt, author, out CampaignRecord campaign))
        {
            news.Refused.Add((result.Activity, result.Attempt));
            return;
        }

        int index = result.Activity.Index;
        _moves.Close(campaign, index, result.Outcome is ActivityOutcome.Succeeded, news);
        switch (result.Outcome)
        {
            case ActivityOutcome.Succeeded succeeded:
                _moves.Complete(campaign, index, succeeded, news);
                break;
            case ActivityOutcome.Failed failed:
                _moves.Fail(campaign, index, failed, news);
                break;
            case ActivityOutcome.Released released:
                _moves.Release(campaign, index, released, news);
                break;
            default:
                throw Invariant.Unreachable(result.Outcome);
        }

        _moves.EndIfFinal(campaign, news);
    }

    /// <summary>Folds a new view: what members ran that it leaves out is opened anew.</summary>
    internal void Use(MemberView view, FoldNews news)
    {
        _moves.Use(view);
        foreach (CampaignRecord campaign in _campaigns.Values.Where(campaign => !campaign.IsFinal))
        {
            for (int i = 0; i < campaign.Activities.Length; i++)
            {
                if (campaign.Activities[i].State.IsOpen() && !view.Has(campaign.Activities[i].Holder))
                {
                    AgentId holder = campaign.Activities[i].Holder.Agent;
                    string why = view.Find(holder) is null
                        ? $"{holder} is no longer in the swarm" : $"{holder} was started anew";
                    _moves.Close(campaign, i, false, news);
                    _moves.GiveBack(campaign, i, new Reason(ErrorCode.AgentLost, why), news);
                }
            }

            _moves.EndIfFinal(campaign, news);
        }
    }

    /// <summary>Whether an attempt was ready when the log stood where it stands, or before.</summary>
    internal bool WasReady(ActivityId activity, Attempt attempt)
    {
        if (Find(activity.Campaign) is not { } campaign || !IsIndex(campaign, activity.Index))
        {
            return false;
        }

        ActivityRecord record = campaign.Activities[activity.Index];
        return attempt < record.Attempt
            || (attempt == record.Attempt && (record.State != ActivityState.Created || record.ReadyAttempt == attempt));
    }

    /// <summary>
    /// Whether an attempt is overdue where the log stands, or was before: the holder was not heard of in time.
    /// </summary>
    internal bool IsOverdue(ActivityId activity, Attempt attempt)
    {
        if (Find(activity.Campaign) is not { } campaign || !IsIndex(campaign, activity.Index))
        {
            return false;
        }

        ActivityRecord record = campaign.Activities[activity.Index];
        return attempt < record.Attempt
            || (attempt == record.Attempt
                && (record.LateAttempt == attempt || (record.State.IsOpen() && record.DeadlineMicros < _workMicros)));
    }

    /// <summary>What is to be taken back in a bucket, as lines of a decision.</summary>
    internal IEnumerable<BatchItem> OverdueIn(int bucket) => Deadlines.FirstMicros >= _workMicros ? []
        : Deadlines.Before(_workMicros)
            .Where(activity => Spread.Bucket(activity, _moves.View) == bucket)
            .Select(activity => new BatchItem(
                activity, Find(activity.Campaign)!.Activities[activity.Index].Attempt, default));

    /// <summary>Whether this attempt is open at this member.</summary>
    internal bool IsOpen(ActivityId activity, Attempt attempt, MemberKey holder, out CampaignRecord campaign)
    {
        campaign = Find(activity.Campaign)!;
        if (campaign is null || !IsIndex(campaign, activity.Index))
        {
            return false;
        }

        ActivityRecord record = campaign.Activities[activity.Index];
        return record.State.IsOpen() && record.Attempt == attempt && record.Holder == holder;
    }

    private static bool IsIndex(CampaignRecord campaign, int index) => (uint)index < (uint)campaign.Activities.Length;
}
