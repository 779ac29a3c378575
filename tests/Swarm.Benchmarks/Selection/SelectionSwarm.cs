using System.Diagnostics;
using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.Model;

namespace Swarm.Benchmarks.Selection;

/// <summary>
/// Whole agents in one process on all its cores, joined by queues, with a list for a log: what agreement itself costs.
/// </summary>
internal sealed class SelectionSwarm : IDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly Dictionary<AgentId, SelectionAgent> _agents = [];
    private readonly TaskCompletionSource<Exception> _failed = new();
    private TaskCompletionSource? _reached;
    private Func<AgentCore, bool> _goal = _ => false;
    private ulong _sequence;

    internal SelectionSwarm(SelectionCase one)
    {
        for (int i = 0; i < one.Members; i++)
        {
            AgentId id = AgentId.Parse($"agent-{i}");
            _agents[id] = new SelectionAgent(this, id, one, i == 0);
        }
    }

    internal IReadOnlyCollection<SelectionAgent> Agents => _agents.Values;

    /// <summary>How many decisions are in the log.</summary>
    internal long Decisions { get; private set; }

    internal SelectionAgent Of(AgentId id) => _agents[id];

    /// <summary>Forms the swarm, runs a campaign, and tells how long the campaign took.</summary>
    internal async Task<TimeSpan> RunAsync(CampaignGraph graph, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task running = Task.WhenAll(Agents.Select(agent => agent.RunAsync(ending.Token)));
        await using Timer ticker = new(_ => TickAll(), null, s_tick, s_tick);
        await WhenAsync(core => core.Reading.View.Members.Count == _agents.Count, running);
        long before = Decisions;
        long began = Stopwatch.GetTimestamp();
        Append(Agents.First().Id, new PoolEvent.CampaignSubmitted(graph, Digest.Of([1])));
        await WhenAsync(core => core.Reading.Find(graph.Id)?.State.IsFinal() ?? false, running);
        TimeSpan taken = Stopwatch.GetElapsedTime(began);
        Decisions -= before;
        await ending.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return taken;
    }

    internal ulong Append(AgentId author, PoolEvent entry)
    {
        object stored = entry is PoolEvent.CampaignSubmitted
            ? entry : (ReadOnlyMemory<byte>)PoolCodec.Encode(entry);
        lock (_gate)
        {
            Decisions += entry is PoolEvent.Assigned ? 1 : 0;
            ulong sequence = ++_sequence;
            foreach (SelectionAgent agent in _agents.Values)
            {
                agent.Stored(sequence, author, stored);
            }

            return sequence;
        }
    }

    /// <summary>Looks whether what is waited for has come; called by the first agent's own loop.</summary>
    internal void Look(SelectionAgent agent)
    {
        if (agent == _agents.Values.First() && _goal(agent.Core))
        {
            _reached?.TrySetResult();
        }
    }

    /// <summary>Has something done on another thread.</summary>
    internal void Start(Action work) => ThreadPool.UnsafeQueueUserWorkItem(
        _ =>
        {
            try
            {
                work();
            }
            catch (Exception bug)
            {
                _failed.TrySetResult(bug);
            }
        },
        null);

    public void Dispose()
    {
        foreach (SelectionAgent agent in _agents.Values)
        {
            agent.Dispose();
        }
    }

    private void TickAll()
    {
        foreach (SelectionAgent agent in _agents.Values)
        {
            agent.Tick();
        }
    }

    private async Task WhenAsync(Func<AgentCore, bool> goal, Task running)
    {
        _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _goal = goal;
        Task first = await Task.WhenAny(_reached.Task, running, _failed.Task).WaitAsync(s_patience);
        if (first == _failed.Task)
        {
            throw new InvalidOperationException((await _failed.Task).ToString());
        }

        await first;
        _goal = _ => false;
    }
}
