using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Swarm.Core;

namespace Swarm.Agent.Control;

/// <summary>
/// The changes of every campaign, in their order. They follow from the log, so any agent has the same ones and a
/// watcher may go on with any of them. A watcher reads from the list at its own pace: no queue, nothing lost.
/// </summary>
internal sealed class CampaignWatch
{
    private const int MaxSlice = 256;

    private readonly ConcurrentDictionary<CampaignId, Story> _stories = new();
    private TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A campaign was accepted.</summary>
    internal void Begin(CampaignGraph graph)
    {
        _stories[graph.Id] = new Story(graph);
        Interlocked.Exchange(ref _begun, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
            .SetResult();
    }

    /// <summary>Waits until a campaign was read from the log.</summary>
    internal async Task WhenBegunAsync(CampaignId campaign, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task begun = Volatile.Read(ref _begun).Task;
            if (_stories.ContainsKey(campaign))
            {
                return;
            }

            await begun.WaitAsync(cancellationToken);
        }
    }

    /// <summary>A campaign changed.</summary>
    internal void Add(CampaignChange change) => _stories[change.Campaign].Add(change);

    /// <summary>The graph of a campaign, or null.</summary>
    internal CampaignGraph? GraphOf(CampaignId campaign) => _stories.GetValueOrDefault(campaign)?.Graph;

    /// <summary>The changes of one activity so far.</summary>
    internal IReadOnlyList<CampaignChange> HistoryOf(ActivityId activity) =>
        _stories.GetValueOrDefault(activity.Campaign)?.Of(activity.Index) ?? [];

    /// <summary>The latest change of one activity, or null.</summary>
    internal CampaignChange? LastOf(ActivityId activity) =>
        _stories.GetValueOrDefault(activity.Campaign)?.LastOf(activity.Index);

    /// <summary>Who held an attempt, or null.</summary>
    internal AgentId? HolderOf(ActivityId activity, Attempt attempt) =>
        HistoryOf(activity).LastOrDefault(change => change.Attempt == attempt && change.Agent is not null)?.Agent;

    /// <summary>
    /// The changes after a number, and then as they come, until the campaign is final. Whoever retries it afterwards
    /// starts another watch.
    /// </summary>
    internal async IAsyncEnumerable<CampaignChange> ReadAsync(
        CampaignId campaign, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Story story = _stories[campaign];
        long next = Math.Max(0, after);
        while (true)
        {
            (IReadOnlyList<CampaignChange> slice, bool isFinal, Task more) = story.From(next, MaxSlice);
            foreach (CampaignChange change in slice)
            {
                yield return change;
            }

            next += slice.Count;
            if (slice.Count == 0)
            {
                if (isFinal)
                {
                    yield break;
                }

                await more.WaitAsync(cancellationToken);
            }
        }
    }

    /// <summary>The changes of one campaign.</summary>
    private sealed class Story(CampaignGraph graph)
    {
        private readonly Lock _gate = new();
        private readonly List<CampaignChange> _changes = [];
        private readonly CampaignChange?[] _last = new CampaignChange?[graph.Activities.Count];
        private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _isWatched;

        internal CampaignGraph Graph => graph;

        internal void Add(CampaignChange change)
        {
            TaskCompletionSource? told = null;
            lock (_gate)
            {
                _changes.Add(change);
                if (change.Activity >= 0)
                {
                    _last[change.Activity] = change;
                }

                if (_isWatched)
                {
                    _isWatched = false;
                    told = _more;
                    _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }

            told?.SetResult();
        }

        internal CampaignChange? LastOf(int activity)
        {
            lock (_gate)
            {
                return _last[activity];
            }
        }

        internal List<CampaignChange> Of(int activity)
        {
            lock (_gate)
            {
                return _changes.FindAll(change => change.Activity == activity);
            }
        }

        internal (IReadOnlyList<CampaignChange> Slice, bool IsFinal, Task More) From(long next, int limit)
        {
            lock (_gate)
            {
                int count = (int)Math.Clamp(_changes.Count - next, 0, limit);
                bool isFinal = _changes.Count > 0 && _changes[^1] is { Activity: < 0 } last && last.State.IsFinal();
                _isWatched |= count == 0;
                return (count > 0 ? _changes.GetRange((int)next, count) : [], isFinal, _more.Task);
            }
        }
    }
}
