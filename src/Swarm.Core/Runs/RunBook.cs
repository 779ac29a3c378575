using Swarm.Core.Authorisation;
using Swarm.Core.Ledger;
using Swarm.Core.Membership;

namespace Swarm.Core.Runs;

/// <summary>
/// The runs of this agent: what was assigned and waits, what runs, and results on their way into the log. Resources
/// are reserved before a run starts and freed when it ends.
/// </summary>
internal sealed class RunBook(CoreSettings settings, LogFold fold, AppendTable appends, WorkPermit permit)
{
    private const int MaxResults = 512;

    private readonly SortedDictionary<ActivityId, Run> _runs = [];
    private readonly List<Run> _queue = [];
    private readonly List<RunResult> _results = [];
    private readonly SortedDictionary<long, List<RunResult>> _sent = [];
    private Resources _used = new(0);
    private long _queuedMilliCores;
    private long _expectedMicros;
    private long _meanMicros = settings.UnknownRunMicros;

    /// <summary>How many single-core runs fit side by side.</summary>
    internal int Lanes => Math.Max(1, settings.Capabilities.Resources.MilliCores / 1000);

    /// <summary>How many run.</summary>
    internal int Running => _runs.Count - _queue.Count;

    /// <summary>How many wait.</summary>
    internal int Queued => _queue.Count;

    /// <summary>What the running use together.</summary>
    internal Resources Used => _used;

    /// <summary>What is held, and since when: for people.</summary>
    internal IEnumerable<(ActivityId Activity, Attempt Attempt, ActivityState State, Instant Since)> Held =>
        _runs.Values.Select(run => (run.Order.Activity, run.Order.Attempt, run.State, run.Since));

    /// <summary>Whether everything ended and was told.</summary>
    internal bool IsIdle => _runs.Count == 0 && _results.Count == 0 && _sent.Count == 0;

    /// <summary>
    /// How much more work to take: what is free, and enough ahead to keep busy while the next decision is made.
    /// </summary>
    internal int BudgetMilliCores()
    {
        long ahead = Math.Min(settings.MaxAhead, Lanes * settings.AheadMicros / Math.Max(1, _meanMicros)) * 1000;
        return (int)(settings.Capabilities.Resources.MilliCores + ahead - _used.MilliCores - _queuedMilliCores);
    }

    /// <summary>How long new work would wait: the expected work held here, over the lanes.</summary>
    internal long WaitMicros(Instant now)
    {
        long begun = _runs.Values.Where(run => run.State != ActivityState.Assigned)
            .Sum(run => Math.Min(now.Since(run.Since), run.ExpectedMicros));
        long free = _used.MilliCores + _queuedMilliCores < settings.Capabilities.Resources.MilliCores ? 0 : 1;
        return free * Math.Max(0, _expectedMicros - begun) / Lanes;
    }

    /// <summary>Whether memory and accelerators are free for something.</summary>
    internal bool HasRoomFor(Resources needs)
    {
        Resources free = settings.Capabilities.Resources.Minus(_used);
        return (needs.MemoryBytes == 0 || needs.MemoryBytes <= free.MemoryBytes)
            && (needs.Gpus == 0 || needs.Gpus <= free.Gpus);
    }

    /// <summary>Takes an assignment.</summary>
    internal void Add(ActivityId activity, Attempt attempt, Instant now)
    {
        CampaignRecord campaign = fold.Ledger.Find(activity.Campaign)!;
        long expected = fold.History.Expect(campaign.Graph, activity.Index, settings.Capabilities.SpeedPermille);
        RunOrder order = new(activity, attempt, campaign.Graph, InputsOf(campaign, activity.Index));
        Run run = new(order, expected) { Since = now, ReportedAt = now };
        _runs[activity] = run;
        _queue.Add(run);
        _queuedMilliCores += order.Spec.Resources.MilliCores;
        _expectedMicros += expected;
    }

    /// <summary>Starts what fits, in the order in which it came; what this agent may not run it hands back.</summary>
    internal void StartWhatFits(MemberKey self, Instant now, Outbox outbox)
    {
        for (int i = 0; i < _queue.Count;)
        {
            Run run = _queue[i];
            Resources needs = run.Order.Spec.Resources;
            if (!_used.Plus(needs).FitsIn(settings.Capabilities.Resources))
            {
                i++;
                if (settings.Capabilities.Resources.MilliCores - _used.MilliCores <= 0)
                {
                    return;
                }

                continue;
            }

            CampaignRecord campaign = fold.Ledger.Find(run.Order.Activity.Campaign)!;
            if (permit.WhyNot(campaign, run.Order.Activity.Index, self.Agent) is { } refusal)
            {
                Release(run, ErrorCode.NotAllowed, refusal);
                continue;
            }

            _queue.RemoveAt(i);
            _queuedMilliCores -= needs.MilliCores;
            _used = _used.Plus(needs);
            run.State = ActivityState.StagingIn;
            run.Since = now;
            outbox.Add(new Effect.Run(run.Order));
        }
    }

    /// <summary>Hears that a run went on to its next stage.</summary>
    internal void OnAdvanced(RunReport report)
    {
        if (Find(report.Activity, report.Attempt) is { } run)
        {
            run.State = report.State;
        }
    }

    /// <summary>Hears how a run ended. It counts only while its attempt is still this agent's.</summary>
    internal void OnEnded(RunResult result, Outbox outbox)
    {
        if (Find(result.Activity, result.Attempt) is not { } run)
        {
            outbox.Observe(new AgentEvent.ResultRefused(result.Activity, result.Attempt));
            outbox.Add(new Effect.Discard(result.Activity, result.Attempt));
            return;
        }

        Remove(run);
        _results.Add(result);
        if (result.Outcome is ActivityOutcome.Succeeded succeeded)
        {
            _meanMicros += (succeeded.Figures.RunMicros - _meanMicros) / 8;
        }
    }

    /// <summary>Hears that the log closed an attempt of this agent.</summary>
    internal void OnClosed(ActivityId activity, Attempt attempt, bool accepted, Outbox outbox)
    {
        if (Find(activity, attempt) is { } run)
        {
            if (run.State != ActivityState.Assigned)
            {
                outbox.Add(new Effect.Cancel(activity, attempt, "the attempt is no longer this agent's"));
            }

            Remove(run);
        }

        Forget(activity, attempt);
        outbox.Add(accepted ? new Effect.Publish(activity, attempt) : new Effect.Discard(activity, attempt));
    }

    /// <summary>Tells the log what ended and what goes on.</summary>
    internal void Tell(MemberKey self, Instant now, Outbox outbox)
    {
        if (_results.Count > 0)
        {
            List<RunResult> batch = [.. _results.Take(MaxResults)];
            long number = appends.TryAppend(
                new AppendKey(AppendPurpose.Results), new PoolEvent.Finished(self, [.. batch]), now, outbox);
            if (number > 0)
            {
                _results.RemoveRange(0, batch.Count);
                _sent[number] = batch;
            }
        }

        ReportProgress(self, now, outbox);
    }

    /// <summary>Hears the broker's answer: what was not stored is told again.</summary>
    internal void OnAnswer(long number, AppendOutcome outcome)
    {
        if (outcome is not AppendOutcome.Stored && _sent.Remove(number, out List<RunResult>? results))
        {
            _results.InsertRange(0, results);
        }
    }

    /// <summary>Hands back what has not begun.</summary>
    internal void ReleaseQueued(string reason)
    {
        foreach (Run run in _queue.ToArray())
        {
            Release(run, ErrorCode.Draining, reason);
        }
    }

    /// <summary>Ends everything: another incarnation begins, to which nothing of this belongs.</summary>
    internal void Clear(string reason, Outbox outbox)
    {
        foreach (Run run in _runs.Values.Where(run => run.State != ActivityState.Assigned))
        {
            outbox.Add(new Effect.Cancel(run.Order.Activity, run.Order.Attempt, reason));
        }

        // What has ended keeps its outputs until the log accepts it, which it never will now.
        foreach (RunResult result in _results.Concat(_sent.Values.SelectMany(results => results)))
        {
            outbox.Add(new Effect.Discard(result.Activity, result.Attempt));
        }

        _runs.Clear();
        _queue.Clear();
        _results.Clear();
        _sent.Clear();
        _used = new Resources(0);
        _queuedMilliCores = 0;
        _expectedMicros = 0;
    }

    private void Release(Run run, ErrorCode code, string reason)
    {
        Remove(run);
        _results.Add(new RunResult(
            run.Order.Activity, run.Order.Attempt, new ActivityOutcome.Released(code, reason)));
    }

    private void ReportProgress(MemberKey self, Instant now, Outbox outbox)
    {
        if (appends.IsUnderWay(new AppendKey(AppendPurpose.Progress), now))
        {
            return;
        }

        List<RunReport> reports = [];
        foreach (Run run in _runs.Values)
        {
            bool news = run.Reported < run.State && now.Since(run.Since) >= settings.ReportAfterMicros;
            if (reports.Count < MaxResults && (news || now.Since(run.ReportedAt) >= settings.ProgressMicros))
            {
                run.Reported = run.State;
                run.ReportedAt = now;
                reports.Add(new RunReport(run.Order.Activity, run.Order.Attempt, run.State));
            }
        }

        if (reports.Count > 0)
        {
            appends.TryAppend(new AppendKey(AppendPurpose.Progress), new PoolEvent.Running(self, reports), now, outbox);
        }
    }

    private Run? Find(ActivityId activity, Attempt attempt) =>
        _runs.TryGetValue(activity, out Run? run) && run.Order.Attempt == attempt ? run : null;

    private void Forget(ActivityId activity, Attempt attempt)
    {
        _results.RemoveAll(result => result.Activity == activity && result.Attempt == attempt);
        foreach ((long number, List<RunResult> results) in _sent.ToArray())
        {
            results.RemoveAll(result => result.Activity == activity && result.Attempt == attempt);
            if (results.Count == 0)
            {
                _sent.Remove(number);
            }
        }
    }

    private void Remove(Run run)
    {
        _runs.Remove(run.Order.Activity);
        _expectedMicros -= run.ExpectedMicros;
        if (_queue.Remove(run))
        {
            _queuedMilliCores -= run.Order.Spec.Resources.MilliCores;
        }
        else
        {
            _used = _used.Minus(run.Order.Spec.Resources);
        }
    }

    private static SortedDictionary<int, ProducedOutput> InputsOf(CampaignRecord campaign, int index)
    {
        SortedDictionary<int, ProducedOutput> inputs = [];
        foreach (int parent in campaign.Graph.Parents(index))
        {
            ActivityRecord made = campaign.Activities[parent];
            inputs[parent] = new ProducedOutput(made.Holder.Agent, made.Outputs ?? OutputManifest.Empty);
        }

        return inputs;
    }

    /// <summary>One run.</summary>
    private sealed class Run(RunOrder order, long expectedMicros)
    {
        internal RunOrder Order { get; } = order;

        internal long ExpectedMicros { get; } = expectedMicros;

        internal ActivityState State { get; set; } = ActivityState.Assigned;

        internal Instant Since { get; set; }

        internal ActivityState Reported { get; set; } = ActivityState.Assigned;

        internal Instant ReportedAt { get; set; }
    }
}
