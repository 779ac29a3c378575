using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Checkers;

/// <summary>
/// Follows the story of each activity and asks of each change whether its entry allows it, and of each entry whether
/// it changed what it must: an attempt is opened once, for one winner, and closed once.
/// </summary>
internal sealed class StoryJudge
{
    private readonly Dictionary<ActivityId, Story> _stories = [];
    private readonly Dictionary<CampaignId, CampaignGraph> _graphs = [];
    private readonly Dictionary<(ActivityId, Attempt), MemberKey> _winners = [];
    private readonly HashSet<AgentId> _silent = [];
    private MemberView _view = MemberView.None;
    private long _micros;

    /// <summary>Whether nobody lies: placement is only good if bids and proposals are honest.</summary>
    internal bool AllAreHonest { get; set; } = true;

    /// <summary>How many results stand.</summary>
    internal int Results { get; private set; }

    /// <summary>Whom an attempt was given to; null when to nobody.</summary>
    internal MemberKey? WinnerOf(ActivityId activity, Attempt attempt) =>
        _winners.TryGetValue((activity, attempt), out MemberKey winner) ? winner : null;

    /// <summary>Judges an entry in the view in force before it.</summary>
    internal string? Judge(AgentInput.PoolEntry entry, List<AgentEvent> news, bool stands, MemberView view)
    {
        _view = view;
        _micros = Math.Max(_micros, entry.BrokerMicros);
        _silent.Remove(entry.Author);
        HashSet<ActivityId> due = [.. Due(entry, stands)];
        if (stands && entry.Event is PoolEvent.CampaignRetried retried)
        {
            Forgive(retried.Campaign);
        }

        foreach (AgentEvent seen in news)
        {
            CampaignChange? change = seen switch
            {
                AgentEvent.CampaignAccepted accepted => Begin(accepted),
                AgentEvent.CampaignChanged changed => changed.Change,
                _ => null,
            };
            if (change is { Activity: >= 0 })
            {
                ActivityId activity = new(change.Campaign, change.Activity);
                due.Remove(activity);
                if (Follow(entry, activity, change) is { } wrong)
                {
                    return $"entry {entry.Sequence}: {wrong} ({change.State}, attempt {change.Attempt} of {activity})";
                }
            }
        }

        Hear(entry);
        return due.Count == 0 ? null
            : $"entry {entry.Sequence} ({entry.Event.GetType().Name}) should have changed {due.First()}";
    }

    /// <summary>After a new view: nobody holds an attempt who is not in it.</summary>
    internal string? JudgeView(ulong sequence, List<AgentEvent> news, MemberView view)
    {
        foreach ((ActivityId activity, Story story) in _stories)
        {
            if (story.State.IsOpen() && !view.Has(story.Holder))
            {
                return $"entry {sequence}: {activity} stays with {story.Holder}, whom the new view leaves out";
            }
        }

        return news.Count > 0 ? null : $"entry {sequence} installs a view without a word";
    }

    // Whoever holds a run has to be heard of in time.
    private void Hear(AgentInput.PoolEntry entry)
    {
        if (entry.Event is not PoolEvent.Running running)
        {
            return;
        }

        foreach (RunReport report in running.Runs.Where(_ => running.Author.Agent == entry.Author))
        {
            if (IsHeld(report.Activity, report.Attempt, running.Author))
            {
                _stories[report.Activity].Due = _micros + SimWorld.ProgressWaitMicros;
            }
        }
    }

    private void Forgive(CampaignId campaign)
    {
        foreach ((ActivityId activity, Story story) in _stories)
        {
            if (activity.Campaign == campaign)
            {
                story.HandedBackBy.Clear();
            }
        }
    }

    private CampaignChange Begin(AgentEvent.CampaignAccepted accepted)
    {
        _graphs[accepted.Graph.Id] = accepted.Graph;
        for (int i = 0; i < accepted.Graph.Activities.Count; i++)
        {
            _stories[new ActivityId(accepted.Graph.Id, i)] = new Story();
        }

        return accepted.Change;
    }

    // What an entry must change: lines of a decision that are ready at just that attempt, results of who holds them.
    private IEnumerable<ActivityId> Due(AgentInput.PoolEntry entry, bool stands) => entry.Event switch
    {
        PoolEvent.Assigned assigned when stands => assigned.Batch.Items
            .Where(item => !item.IsRevocation && _view.Has(item.Winner)
                && _stories.TryGetValue(item.Activity, out Story? story)
                && story.State == ActivityState.Queued && story.Attempt == item.Attempt)
            .Select(item => item.Activity),
        PoolEvent.Finished finished when finished.Author.Agent == entry.Author => finished.Runs
            .Where(run => IsHeld(run.Activity, run.Attempt, finished.Author)).Select(run => run.Activity),
        _ => [],
    };

    private bool IsHeld(ActivityId activity, Attempt attempt, MemberKey holder) =>
        _stories.TryGetValue(activity, out Story? story) && story.State.IsOpen()
            && story.Attempt == attempt && story.Holder == holder;

    private string? Follow(AgentInput.PoolEntry entry, ActivityId activity, CampaignChange change)
    {
        Story story = _stories[activity];
        story.BeganMicros = change.State == ActivityState.Running ? _micros : story.BeganMicros;
        string? wrong = change.State switch
        {
            ActivityState.Queued => OnQueued(activity, story, change),
            ActivityState.Assigned => OnAssigned(entry, activity, story, change),
            ActivityState.StagingIn or ActivityState.Running => OnRunning(entry, activity, change),
            ActivityState.Completed => OnCompleted(entry, activity, change),
            ActivityState.Created or ActivityState.Failed => OnClosed(entry, activity, story, change),
            _ => null,
        };
        story.State = change.State;
        story.Attempt = change.Attempt;
        return wrong;
    }

    private string? OnQueued(ActivityId activity, Story story, CampaignChange change)
    {
        foreach (int parent in _graphs[activity.Campaign].Parents(activity.Index))
        {
            if (_stories[activity with { Index = parent }].State != ActivityState.Completed)
            {
                return $"it is ready before activity {parent}, on which it depends";
            }
        }

        return change.Attempt > story.Opened && change.Attempt >= story.Attempt
            ? null : $"an attempt is ready anew, though {story.Opened} was opened";
    }

    private string? OnAssigned(AgentInput.PoolEntry entry, ActivityId activity, Story story, CampaignChange change)
    {
        if (story.State != ActivityState.Queued || story.Attempt != change.Attempt
            || entry.Event is not PoolEvent.Assigned assigned)
        {
            return "what is not ready is given away";
        }

        BatchItem item = assigned.Batch.Items.FirstOrDefault(line =>
            line.Activity == activity && line.Attempt == change.Attempt && _view.Has(line.Winner));
        if (item == default || change.Agent != item.Winner.Agent)
        {
            return "it is given to somebody whom the decision does not name, or who is no member";
        }

        if (AllAreHonest && story.HandedBackBy.Contains(item.Winner.Agent) && AnotherCouldRun(activity, story))
        {
            return $"it is given to {item.Winner} again, which handed it back, though others could run it";
        }

        story.Holder = item.Winner;
        story.Due = _micros + SimWorld.StartWaitMicros;
        story.Opened = change.Attempt;
        return _winners.TryAdd((activity, change.Attempt), item.Winner) ? null : "an attempt is given away twice";
    }

    private string? OnRunning(AgentInput.PoolEntry entry, ActivityId activity, CampaignChange change) =>
        entry.Event is PoolEvent.Running running && running.Author.Agent == entry.Author
            && IsHeld(activity, change.Attempt, running.Author)
                ? null : "somebody reports it who does not hold it";

    private string? OnCompleted(AgentInput.PoolEntry entry, ActivityId activity, CampaignChange change)
    {
        Results++;
        return ResultOf(entry, activity, change.Attempt) is ActivityOutcome.Succeeded
            ? null : "it is completed without a result of who holds it";
    }

    // Handed back, failed, taken back, lost with its holder, or reopened because its output is gone.
    private string? OnClosed(AgentInput.PoolEntry entry, ActivityId activity, Story story, CampaignChange change)
    {
        if (!story.State.IsOpen())
        {
            bool isReopened = entry.Event is PoolEvent.Finished && change.State == ActivityState.Created
                && story.State is ActivityState.Completed or ActivityState.Queued;
            bool isGivenUp = entry.Event is PoolEvent.Finished && story.State == ActivityState.Completed;
            return isReopened || isGivenUp ? null : $"it was {story.State} and is closed";
        }

        ActivityOutcome? result = ResultOf(entry, activity, change.Attempt);
        if (result is ActivityOutcome.Failed or ActivityOutcome.Released { MissingProducer: < 0 })
        {
            story.HandedBackBy.Add(story.Holder.Agent);
        }

        if (result is null && entry.Event is PoolEvent.Assigned)
        {
            _silent.Add(story.Holder.Agent);
            story.HandedBackBy.Add(story.Holder.Agent);
        }

        bool isAllowed = entry.Event switch
        {
            PoolEvent.Finished => result is ActivityOutcome.Failed or ActivityOutcome.Released,
            PoolEvent.Assigned assigned => assigned.Batch.Items.Any(item =>
                item.IsRevocation && item.Activity == activity && item.Attempt == change.Attempt)
                && (_micros > story.Due || (story.State == ActivityState.Running && _micros > EndOf(activity, story))),
            PoolEvent.ViewInstalled installed => installed.View.Members.All(member => member.Key != story.Holder),
            _ => false,
        };
        return isAllowed ? null : $"it is closed, and {story.Holder}, who holds it, did not say so";
    }

    private bool AnotherCouldRun(ActivityId activity, Story story) => _view.Members.Any(member =>
        !story.HandedBackBy.Contains(member.Agent) && !_silent.Contains(member.Agent)
        && member.Capabilities.CanRun(member.Agent, _graphs[activity.Campaign].Activities[activity.Index]));

    // A run that goes on for much longer than it may is taken back however often it is reported.
    private long EndOf(ActivityId activity, Story story) =>
        story.BeganMicros + SimWorld.LimitGraceMicros
            + (long)_graphs[activity.Campaign].Activities[activity.Index].TimeLimit!.Value.TotalMicroseconds;

    private ActivityOutcome? ResultOf(AgentInput.PoolEntry entry, ActivityId activity, Attempt attempt) =>
        entry.Event is PoolEvent.Finished finished && finished.Author.Agent == entry.Author
            && IsHeld(activity, attempt, finished.Author)
                ? finished.Runs.FirstOrDefault(run => run.Activity == activity && run.Attempt == attempt)?.Outcome
                : null;

    /// <summary>Where an activity stands, as told.</summary>
    private sealed class Story
    {
        internal ActivityState State { get; set; } = ActivityState.Created;

        internal Attempt Attempt { get; set; } = Attempt.First;

        /// <summary>The highest attempt that was given away.</summary>
        internal Attempt Opened { get; set; }

        internal MemberKey Holder { get; set; }

        /// <summary>By when its holder has to be heard of, by the broker's clock.</summary>
        internal long Due { get; set; }

        /// <summary>Since when it runs, by the broker's clock.</summary>
        internal long BeganMicros { get; set; }

        /// <summary>Where it went wrong: others are asked first.</summary>
        internal HashSet<AgentId> HandedBackBy { get; } = [];
    }
}
