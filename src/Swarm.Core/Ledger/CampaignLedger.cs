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
    private readonly SortedDictionary<ActivityId, SortedSet<AgentId>> _missing = [];

    private MemberView _view = MemberView.None;
    private ulong _sequence;
    private long _micros;

    /// <summary>The activities that can run.</summary>
    internal ReadySet Ready { get; } = new();

    /// <summary>All campaigns, in order of their ids.</summary>
    internal IReadOnlyCollection<CampaignRecord> Campaigns => _campaigns.Values;

    /// <summary>The campaign of this id, or null.</summary>
    internal CampaignRecord? Find(CampaignId id) => _campaigns.GetValueOrDefault(id);

    /// <summary>Where and when the entry stands that is folded next.</summary>
    internal void At(ulong sequence, long brokerMicros)
    {
        _sequence = sequence;
        _micros = brokerMicros;
    }

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
        Tell(campaign, -1, ActivityState.Created, news);
        for (int i = 0; i < campaign.Activities.Length; i++)
        {
            if (campaign.Activities[i].OpenParents == 0)
            {
                Open(campaign, i, news);
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
                Close(campaign, i, false, news);
                Finish(campaign, i, ActivityState.Canceled, ErrorCode.Canceled, canceled.Reason, news);
            }
        }

        EndIfFinal(campaign, news);
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
        Tell(campaign, -1, ActivityState.Running, news);
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
            Wait(campaign, index, news);
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
            Revoke(campaign, item.Activity.Index, news);
        }
        else if (record.State == ActivityState.Queued && _view.Has(item.Winner))
        {
            Ready.Remove(campaign.Ready(item.Activity.Index));
            campaign.Set(item.Activity.Index, ActivityState.Assigned);
            record.Holder = item.Winner;
            record.ProgressMicros = _micros;
            news.Opened.Add((item.Activity, item.Attempt, item.Winner));
            Tell(campaign, item.Activity.Index, ActivityState.Assigned, news);
            Begin(campaign, news);
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
        record.ProgressMicros = _micros;
        bool forward = report.State is ActivityState.StagingIn or ActivityState.Running && report.State > record.State;
        if (forward)
        {
            record.BeganMicros = _micros;
            campaign.Set(index, report.State);
            Tell(campaign, index, report.State, news);
        }
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
        Close(campaign, index, result.Outcome is ActivityOutcome.Succeeded, news);
        switch (result.Outcome)
        {
            case ActivityOutcome.Succeeded succeeded:
                Complete(campaign, index, succeeded, news);
                break;
            case ActivityOutcome.Failed failed:
                Fail(campaign, index, failed, news);
                break;
            case ActivityOutcome.Released released:
                Release(campaign, index, released, news);
                break;
            default:
                throw Invariant.Unreachable(result.Outcome);
        }

        EndIfFinal(campaign, news);
    }

    /// <summary>Folds a new view: what members ran that it leaves out is opened anew.</summary>
    internal void Use(MemberView view, FoldNews news)
    {
        _view = view;
        Ready.Use(view);
        foreach (CampaignRecord campaign in _campaigns.Values.Where(campaign => !campaign.IsFinal))
        {
            for (int i = 0; i < campaign.Activities.Length; i++)
            {
                if (campaign.Activities[i].State.IsOpen() && !view.Has(campaign.Activities[i].Holder))
                {
                    MemberKey holder = campaign.Activities[i].Holder;
                    Close(campaign, i, false, news);
                    GiveBack(campaign, i, ErrorCode.AgentLost, $"{holder} is no longer in the swarm", news);
                }
            }

            EndIfFinal(campaign, news);
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

    /// <summary>Whether an open attempt has gone unreported for too long.</summary>
    internal bool IsOverdue(ActivityId activity, Attempt attempt)
    {
        if (Find(activity.Campaign) is not { } campaign || !IsIndex(campaign, activity.Index))
        {
            return false;
        }

        ActivityRecord record = campaign.Activities[activity.Index];
        return attempt < record.Attempt
            || (attempt == record.Attempt && record.State.IsOpen()
                && _micros - record.ProgressMicros > settings.ProgressWaitMicros);
    }

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

    private void Complete(CampaignRecord campaign, int index, ActivityOutcome.Succeeded succeeded, FoldNews news)
    {
        ref ActivityRecord record = ref campaign.Activities[index];
        record.Outputs = succeeded.Outputs;
        record.BeganMicros = _micros - succeeded.Figures.RunMicros - succeeded.Figures.KeepMicros;
        campaign.Set(index, ActivityState.Completed);
        _missing.Remove(new ActivityId(campaign.Graph.Id, index));
        long speed = _view.Find(record.Holder.Agent)?.Capabilities.SpeedPermille ?? 1000;
        news.Measured.Add((
            Scheduling.RunHistory.KindOf(campaign.Graph, index), succeeded.Figures.RunMicros * speed / 1000));
        Tell(campaign, index, ActivityState.Completed, news, figures: succeeded.Figures);
        foreach (int child in campaign.Graph.Children(index))
        {
            if (campaign.Activities[child].State == ActivityState.Created && --campaign.Activities[child].OpenParents == 0)
            {
                Open(campaign, child, news);
            }
        }
    }

    private void Fail(CampaignRecord campaign, int index, ActivityOutcome.Failed failed, FoldNews news)
    {
        ref ActivityRecord record = ref campaign.Activities[index];
        campaign.Shun(index, record.Holder.Agent);
        if (failed.Code.IsInfrastructure())
        {
            GiveBack(campaign, index, failed.Code, failed.Message, news);
        }
        else if (failed.Code.IsRetryable() && record.Tries < campaign.Graph.Activities[index].Retries)
        {
            record.Tries++;
            Tell(campaign, index, ActivityState.Failed, news, failed.Code, failed.Message, failed.Figures);
            record.Attempt = record.Attempt.Next;
            campaign.Set(index, ActivityState.Created);
            Wait(campaign, index, news);
        }
        else
        {
            FailForGood(campaign, index, failed.Code, failed.Message, news);
        }
    }

    private void Release(CampaignRecord campaign, int index, ActivityOutcome.Released released, FoldNews news)
    {
        ActivityId producer = new(campaign.Graph.Id, released.MissingProducer);
        bool missing = released.Code == ErrorCode.InputMissing && IsIndex(campaign, producer.Index)
            && campaign.Graph.Parents(index).Contains(producer.Index);
        if (!missing)
        {
            campaign.Shun(index, campaign.Activities[index].Holder.Agent);
        }
        else if (IsMissingForAll(campaign, producer, campaign.Activities[index].Holder.Agent))
        {
            Reopen(campaign, producer.Index, released.Message, news);
        }

        GiveBack(campaign, index, released.Code, released.Message, news);
    }

    // One liar must not make others work: f + 1 agents must miss it, or all that could run what needs it.
    private bool IsMissingForAll(CampaignRecord campaign, ActivityId producer, AgentId witness)
    {
        if (campaign.Activities[producer.Index].State != ActivityState.Completed)
        {
            return false;
        }

        if (!_missing.TryGetValue(producer, out SortedSet<AgentId>? witnesses))
        {
            _missing[producer] = witnesses = [];
        }

        witnesses.Add(witness);
        return witnesses.Count >= Math.Min(new Quorum(_view.Members.Count).Faults + 1, _view.Members.Count);
    }

    private void Reopen(CampaignRecord campaign, int producer, string why, FoldNews news)
    {
        _missing.Remove(new ActivityId(campaign.Graph.Id, producer));
        foreach (int child in campaign.Graph.Children(producer))
        {
            ref ActivityRecord record = ref campaign.Activities[child];
            if (record.State == ActivityState.Queued)
            {
                Ready.Remove(campaign.Ready(child));
                campaign.Set(child, ActivityState.Created);
                Tell(campaign, child, ActivityState.Created, news);
            }

            record.OpenParents += record.State == ActivityState.Created ? 1 : 0;
        }

        ref ActivityRecord made = ref campaign.Activities[producer];
        made.Outputs = null;
        GiveBack(campaign, producer, ErrorCode.InputMissing, why, news);
    }

    private void Revoke(CampaignRecord campaign, int index, FoldNews news)
    {
        if (campaign.Activities[index].State.IsOpen())
        {
            campaign.Shun(index, campaign.Activities[index].Holder.Agent);
            Close(campaign, index, false, news);
            GiveBack(campaign, index, ErrorCode.NoProgress, "its agent reported no progress", news);
            EndIfFinal(campaign, news);
        }
    }

    // The next attempt is open to all; too many of these and the activity fails with the last reason.
    private void GiveBack(CampaignRecord campaign, int index, ErrorCode code, string message, FoldNews news)
    {
        ref ActivityRecord record = ref campaign.Activities[index];
        record.Releases++;
        if (record.Releases > settings.MaxReleases)
        {
            FailForGood(
                campaign, index, ErrorCode.TooManyReleases, $"handed back {record.Releases} times; last: {message}", news);
            return;
        }

        Tell(campaign, index, ActivityState.Created, news, code, message);
        record.Attempt = record.Attempt.Next;
        campaign.Set(index, ActivityState.Created);
        Wait(campaign, index, news);
    }

    private void FailForGood(CampaignRecord campaign, int index, ErrorCode code, string message, FoldNews news)
    {
        if (campaign.RootCause < 0)
        {
            campaign.RootCause = index;
            campaign.RootCauseMessage = message;
        }

        Finish(campaign, index, ActivityState.Failed, code, message, news);
        string reason = $"'{campaign.Graph.Activities[index].Name}' failed";
        Stack<int> below = new([index]);
        while (below.TryPop(out int node))
        {
            foreach (int child in campaign.Graph.Children(node))
            {
                if (!campaign.Activities[child].State.IsFinal())
                {
                    Close(campaign, child, false, news);
                    Finish(campaign, child, ActivityState.Skipped, ErrorCode.Skipped, reason, news);
                    below.Push(child);
                }
            }
        }
    }

    // A created activity becomes ready when no parent is open; parents are counted anew because some may have reopened.
    private void Wait(CampaignRecord campaign, int index, FoldNews news)
    {
        int open = 0;
        foreach (int parent in campaign.Graph.Parents(index))
        {
            open += campaign.Activities[parent].State == ActivityState.Completed ? 0 : 1;
        }

        campaign.Activities[index].OpenParents = open;
        if (open == 0)
        {
            Open(campaign, index, news);
        }
    }

    private void Open(CampaignRecord campaign, int index, FoldNews news)
    {
        ref ActivityRecord record = ref campaign.Activities[index];
        record.ReadyMicros = _micros;
        record.ReadySequence = _sequence;
        record.ReadyAttempt = record.Attempt;
        record.Holder = default;
        campaign.Set(index, ActivityState.Queued);
        Ready.Add(campaign.Ready(index));
        Tell(campaign, index, ActivityState.Queued, news);
    }

    private void Close(CampaignRecord campaign, int index, bool accepted, FoldNews news)
    {
        ActivityRecord record = campaign.Activities[index];
        if (record.State == ActivityState.Queued)
        {
            Ready.Remove(campaign.Ready(index));
        }
        else if (record.State.IsOpen())
        {
            news.Closed.Add((new ActivityId(campaign.Graph.Id, index), record.Attempt, record.Holder, accepted));
        }
    }

    private void Finish(
        CampaignRecord campaign, int index, ActivityState state, ErrorCode code, string message, FoldNews news)
    {
        campaign.Set(index, state);
        Tell(campaign, index, state, news, code, message);
    }

    private void Begin(CampaignRecord campaign, FoldNews news)
    {
        if (campaign.State == ActivityState.Created)
        {
            campaign.State = ActivityState.Running;
            Tell(campaign, -1, ActivityState.Running, news);
        }
    }

    private void EndIfFinal(CampaignRecord campaign, FoldNews news)
    {
        if (campaign.IsFinal || campaign.FinalCount < campaign.Activities.Length)
        {
            return;
        }

        campaign.State = campaign.Count(ActivityState.Failed) > 0 ? ActivityState.Failed
            : campaign.Count(ActivityState.Canceled) > 0 ? ActivityState.Canceled
            : ActivityState.Completed;
        campaign.EndedMicros = _micros;
        Tell(campaign, -1, campaign.State, news, message: campaign.RootCauseMessage);
    }

    private void Tell(
        CampaignRecord campaign,
        int index,
        ActivityState state,
        FoldNews news,
        ErrorCode code = ErrorCode.None,
        string message = "",
        RunFigures? figures = null)
    {
        campaign.LastChange++;
        Attempt attempt = index < 0 ? default : campaign.Activities[index].Attempt;
        AgentId? agent = index < 0 || campaign.Activities[index].Holder == default
            ? null : campaign.Activities[index].Holder.Agent;
        news.Changes.Add(new CampaignChange(
            campaign.Graph.Id, campaign.LastChange, _micros, index, state, attempt, agent, code, message, figures));
    }
}
