using Swarm.Core.Consensus;
using Swarm.Core.Membership;

namespace Swarm.Core.Ledger;

/// <summary>
/// The moves an activity can make: opened, closed, completed, failed, handed back, waiting again. Each is numbered and
/// told, so that watchers at every agent see the same story.
/// </summary>
internal sealed class LedgerMoves(CoreSettings settings)
{
    private readonly SortedDictionary<ActivityId, SortedSet<AgentId>> _missing = [];
    private ulong _sequence;
    private long _micros;
    private long _workMicros;

    /// <summary>The activities that can run.</summary>
    internal ReadySet Ready { get; } = new();

    /// <summary>By when the holders of open attempts have to be heard of again.</summary>
    internal DeadlineTable Deadlines { get; } = new();

    /// <summary>From whom a run was taken back, and who has written nothing since: they are given nothing.</summary>
    internal SortedSet<AgentId> Silent { get; } = [];

    /// <summary>The view in force.</summary>
    internal MemberView View { get; private set; } = MemberView.None;

    /// <summary>Where and when the entry stands that moves things next.</summary>
    internal void At(ulong sequence, long brokerMicros, long workMicros)
    {
        _sequence = sequence;
        _micros = brokerMicros;
        _workMicros = workMicros;
    }

    /// <summary>Goes on in another view.</summary>
    internal void Use(MemberView view)
    {
        View = view;
        Ready.Use(view);
    }

    /// <summary>Its holder has to be heard of again within a time, and within the limit of the run itself.</summary>
    internal void Expect(CampaignRecord campaign, int index, long waitMicros)
    {
        ref ActivityRecord record = ref campaign.Activities[index];
        record.DeadlineMicros = _workMicros + waitMicros;
        if (record.State == ActivityState.Running && campaign.Graph.Activities[index].TimeLimit is { } limit)
        {
            long end = record.BeganWorkMicros + (long)limit.TotalMicroseconds + settings.LimitGraceMicros;
            record.DeadlineMicros = Math.Min(record.DeadlineMicros, end);
        }

        Deadlines.Add(new ActivityId(campaign.Graph.Id, index), record.DeadlineMicros);
    }

    /// <summary>Its holder was heard of, in time or not.</summary>
    internal void Unexpect(CampaignRecord campaign, int index)
    {
        ref ActivityRecord record = ref campaign.Activities[index];
        Deadlines.Remove(new ActivityId(campaign.Graph.Id, index), record.DeadlineMicros);
        if (record.DeadlineMicros < _workMicros)
        {
            record.LateAttempt = record.Attempt;
        }
    }

    /// <summary>It ended well: what waits for it may begin.</summary>
    internal void Complete(CampaignRecord campaign, int index, ActivityOutcome.Succeeded succeeded, FoldNews news)
    {
        ref ActivityRecord record = ref campaign.Activities[index];
        record.Outputs = succeeded.Outputs;
        record.BeganMicros = _micros - succeeded.Figures.RunMicros - succeeded.Figures.KeepMicros;
        campaign.Set(index, ActivityState.Completed);
        _missing.Remove(new ActivityId(campaign.Graph.Id, index));
        long speed = View.Find(record.Holder.Agent)?.Capabilities.SpeedPermille ?? 1000;
        news.Measured.Add((
            Scheduling.RunHistory.KindOf(campaign.Graph, index), succeeded.Figures.RunMicros * speed / 1000));
        Tell(campaign, index, ActivityState.Completed, news, Reason.None with { Figures = succeeded.Figures });
        foreach (int child in campaign.Graph.Children(index))
        {
            if (campaign.Activities[child].State == ActivityState.Created
                && --campaign.Activities[child].OpenParents == 0)
            {
                Open(campaign, child, news);
            }
        }
    }

    /// <summary>It failed: it is tried again as far as its policy allows.</summary>
    internal void Fail(CampaignRecord campaign, int index, ActivityOutcome.Failed failed, FoldNews news)
    {
        ref ActivityRecord record = ref campaign.Activities[index];
        campaign.Shun(index, record.Holder.Agent);
        if (failed.Code.IsInfrastructure())
        {
            GiveBack(campaign, index, new Reason(failed.Code, failed.Message), news);
        }
        else if (failed.Code.IsRetryable() && record.Tries < campaign.Graph.Activities[index].Retries)
        {
            record.Tries++;
            Tell(campaign, index, ActivityState.Failed, news, new Reason(failed.Code, failed.Message, failed.Figures));
            record.Attempt = record.Attempt.Next;
            campaign.Set(index, ActivityState.Created);
            Wait(campaign, index, news);
        }
        else
        {
            FailForGood(campaign, index, new Reason(failed.Code, failed.Message, failed.Figures), news);
        }
    }

    /// <summary>Its holder hands it back.</summary>
    internal void Release(CampaignRecord campaign, int index, ActivityOutcome.Released released, FoldNews news)
    {
        ActivityId producer = new(campaign.Graph.Id, released.MissingProducer);
        bool missing = released.Code == ErrorCode.InputMissing && producer.Index >= 0
            && campaign.Graph.Parents(index).Contains(producer.Index);
        AgentId holder = campaign.Activities[index].Holder.Agent;
        bool gone = missing && IsMissingForAll(campaign, producer, holder);
        if (!missing)
        {
            campaign.Shun(index, holder);
        }

        if (!Renew(campaign, index, new Reason(released.Code, released.Message), news))
        {
            return;
        }

        if (gone)
        {
            Reopen(campaign, producer.Index, released.Message, news);
        }

        // The producer may have failed for good just now, and this with it.
        if (!campaign.Activities[index].State.IsFinal())
        {
            Wait(campaign, index, news);
        }
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
        return witnesses.Count >= Math.Min(new Quorum(View.Members.Count).Faults + 1, View.Members.Count);
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
                Tell(campaign, child, ActivityState.Created, news, Reason.None);
            }

            record.OpenParents += record.State == ActivityState.Created ? 1 : 0;
        }

        ref ActivityRecord made = ref campaign.Activities[producer];
        made.Outputs = null;
        GiveBack(campaign, producer, new Reason(ErrorCode.InputMissing, why), news);
    }

    /// <summary>It is taken back from a holder that shows no progress.</summary>
    internal void Revoke(CampaignRecord campaign, int index, FoldNews news)
    {
        if (campaign.Activities[index].State.IsOpen())
        {
            AgentId holder = campaign.Activities[index].Holder.Agent;
            campaign.Shun(index, holder);
            Silent.Add(holder);
            Close(campaign, index, false, news);
            GiveBack(campaign, index, new Reason(ErrorCode.NoProgress, "its agent reported no progress"), news);
            EndIfFinal(campaign, news);
        }
    }

    /// <summary>
    /// The next attempt is open to all; too many of these and the activity fails with the last reason.
    /// </summary>
    internal void GiveBack(CampaignRecord campaign, int index, Reason reason, FoldNews news)
    {
        if (Renew(campaign, index, reason, news))
        {
            Wait(campaign, index, news);
        }
    }

    private bool Renew(CampaignRecord campaign, int index, Reason reason, FoldNews news)
    {
        ref ActivityRecord record = ref campaign.Activities[index];
        record.Releases++;
        if (record.Releases > settings.MaxReleases)
        {
            string message = $"handed back {record.Releases} times; last: {reason.Message}";
            FailForGood(campaign, index, new Reason(ErrorCode.TooManyReleases, message), news);
            return false;
        }

        Tell(campaign, index, ActivityState.Created, news, reason);
        record.Attempt = record.Attempt.Next;
        campaign.Set(index, ActivityState.Created);
        return true;
    }

    /// <summary>It failed for good, and what depends on it is skipped.</summary>
    internal void FailForGood(CampaignRecord campaign, int index, Reason reason, FoldNews news)
    {
        if (campaign.RootCause < 0)
        {
            campaign.RootCause = index;
            campaign.RootCauseMessage = reason.Message;
        }

        Finish(campaign, index, ActivityState.Failed, reason, news);
        SkipBelow(campaign, index, index, news);
    }

    // What depends on something that ended badly will never run.
    private void SkipBelow(CampaignRecord campaign, int index, int culprit, FoldNews news)
    {
        string because = $"'{campaign.Graph.Activities[culprit].Name}' {WordOf(campaign.Activities[culprit].State)}";
        Stack<int> below = new([index]);
        while (below.TryPop(out int node))
        {
            foreach (int child in campaign.Graph.Children(node))
            {
                if (!campaign.Activities[child].State.IsFinal())
                {
                    Close(campaign, child, false, news);
                    Finish(campaign, child, ActivityState.Skipped, new Reason(ErrorCode.Skipped, because), news);
                    below.Push(child);
                }
            }
        }
    }

    private static string WordOf(ActivityState state) => state switch
    {
        ActivityState.Failed => "failed",
        ActivityState.Canceled => "was canceled",
        _ => "was skipped",
    };

    /// <summary>
    /// A created activity becomes ready when no parent is open; parents are counted anew because some may have
    /// reopened. If one was reopened and then ended badly there is nothing to wait for.
    /// </summary>
    internal void Wait(CampaignRecord campaign, int index, FoldNews news)
    {
        int open = 0;
        foreach (int parent in campaign.Graph.Parents(index))
        {
            ActivityState state = campaign.Activities[parent].State;
            open += state == ActivityState.Completed ? 0 : 1;
            if (state.IsFinal() && state != ActivityState.Completed)
            {
                string because = $"'{campaign.Graph.Activities[parent].Name}' {WordOf(state)}";
                Finish(campaign, index, ActivityState.Skipped, new Reason(ErrorCode.Skipped, because), news);
                SkipBelow(campaign, index, parent, news);
                return;
            }
        }

        campaign.Activities[index].OpenParents = open;
        if (open == 0)
        {
            Open(campaign, index, news);
        }
    }

    /// <summary>It can run.</summary>
    internal void Open(CampaignRecord campaign, int index, FoldNews news)
    {
        ref ActivityRecord record = ref campaign.Activities[index];
        record.ReadyMicros = _micros;
        record.ReadySequence = _sequence;
        record.ReadyAttempt = record.Attempt;
        record.Holder = default;
        campaign.Set(index, ActivityState.Queued);
        Ready.Add(campaign.Ready(index));
        Tell(campaign, index, ActivityState.Queued, news, Reason.None);
    }

    /// <summary>Its attempt is no longer open.</summary>
    internal void Close(CampaignRecord campaign, int index, bool accepted, FoldNews news)
    {
        ActivityRecord record = campaign.Activities[index];
        if (record.State == ActivityState.Queued)
        {
            Ready.Remove(campaign.Ready(index));
        }
        else if (record.State.IsOpen())
        {
            Unexpect(campaign, index);
            news.Closed.Add((new ActivityId(campaign.Graph.Id, index), record.Attempt, record.Holder, accepted));
        }
    }

    /// <summary>It is final.</summary>
    internal void Finish(CampaignRecord campaign, int index, ActivityState state, Reason reason, FoldNews news)
    {
        campaign.Set(index, state);
        Tell(campaign, index, state, news, reason);
    }

    /// <summary>The campaign begins with its first assignment.</summary>
    internal void Begin(CampaignRecord campaign, FoldNews news)
    {
        if (campaign.State == ActivityState.Created)
        {
            campaign.State = ActivityState.Running;
            Tell(campaign, -1, ActivityState.Running, news, Reason.None);
        }
    }

    /// <summary>The campaign ends with its last activity.</summary>
    internal void EndIfFinal(CampaignRecord campaign, FoldNews news)
    {
        if (campaign.IsFinal || campaign.FinalCount < campaign.Activities.Length)
        {
            return;
        }

        campaign.State = campaign.Count(ActivityState.Failed) > 0 ? ActivityState.Failed
            : campaign.Count(ActivityState.Canceled) > 0 ? ActivityState.Canceled
            : ActivityState.Completed;
        campaign.EndedMicros = _micros;
        Tell(campaign, -1, campaign.State, news, Reason.None with { Message = campaign.RootCauseMessage });
    }

    /// <summary>Numbers a change and tells it.</summary>
    internal void Tell(CampaignRecord campaign, int index, ActivityState state, FoldNews news, Reason reason)
    {
        campaign.LastChange++;
        Attempt attempt = index < 0 ? default : campaign.Activities[index].Attempt;
        AgentId? agent = index < 0 || campaign.Activities[index].Holder == default
            ? null : campaign.Activities[index].Holder.Agent;
        news.Changes.Add(new CampaignChange(
            campaign.Graph.Id,
            campaign.LastChange,
            _micros,
            index,
            state,
            attempt,
            agent,
            reason.Code,
            reason.Message,
            reason.Figures));
    }
}
