using Swarm.Core.Authorisation;

namespace Swarm.Core.Ledger;

/// <summary>One campaign as the log tells it.</summary>
internal sealed class CampaignRecord
{
    private static readonly int s_states = Enum.GetValues<ActivityState>().Length;

    private readonly int[] _counts = new int[s_states];
    private readonly SortedDictionary<int, SortedSet<AgentId>> _shunned = [];

    internal CampaignRecord(CampaignGraph graph, Digest body, ulong accepted, long brokerMicros)
    {
        Graph = graph;
        Body = body;
        Accepted = accepted;
        AcceptedMicros = brokerMicros;
        Activities = new ActivityRecord[graph.Activities.Count];
        _counts[(int)ActivityState.Created] = Activities.Length;
        for (int i = 0; i < Activities.Length; i++)
        {
            Activities[i].Attempt = Attempt.First;
            Activities[i].OpenParents = graph.Parents(i).Length;
        }
    }

    /// <summary>What its author said.</summary>
    internal CampaignGraph Graph { get; }

    /// <summary>The digest of the submitted bytes.</summary>
    internal Digest Body { get; }

    /// <summary>Whose campaign it is.</summary>
    internal CampaignOwner Owner { get; init; } = CampaignOwner.Nobody;

    /// <summary>The sequence of its entry.</summary>
    internal ulong Accepted { get; }

    /// <summary>When it was accepted, by the broker's clock.</summary>
    internal long AcceptedMicros { get; }

    /// <summary>When it ended, by the broker's clock; 0 while it goes on.</summary>
    internal long EndedMicros { get; set; }

    /// <summary>How it stands: created, running, or how it ended.</summary>
    internal ActivityState State { get; set; } = ActivityState.Created;

    /// <summary>The number of its last change.</summary>
    internal long LastChange { get; set; }

    /// <summary>The index of the activity that failed first, or -1.</summary>
    internal int RootCause { get; set; } = -1;

    /// <summary>What it said when it failed.</summary>
    internal string RootCauseMessage { get; set; } = "";

    /// <summary>Where each activity stands.</summary>
    internal ActivityRecord[] Activities { get; }

    /// <summary>Whether nothing of it will change unless somebody retries it.</summary>
    internal bool IsFinal => State.IsFinal();

    /// <summary>How many activities stand so.</summary>
    internal int Count(ActivityState state) => _counts[(int)state];

    /// <summary>How many activities are final.</summary>
    internal int FinalCount => _counts.Skip((int)ActivityState.Completed).Sum();

    /// <summary>Moves an activity on.</summary>
    internal void Set(int index, ActivityState state)
    {
        _counts[(int)Activities[index].State]--;
        _counts[(int)state]++;
        Activities[index].State = state;
    }

    /// <summary>The place of an activity in the order of giving work away.</summary>
    internal ReadyActivity Ready(int index) => new(Graph.Rank(index), Accepted, new ActivityId(Graph.Id, index));

    /// <summary>Takes note that an activity went wrong at an agent: others are asked first.</summary>
    internal void Shun(int index, AgentId agent)
    {
        if (!_shunned.TryGetValue(index, out SortedSet<AgentId>? agents))
        {
            _shunned[index] = agents = [];
        }

        agents.Add(agent);
    }

    /// <summary>Forgets where an activity went wrong.</summary>
    internal void Forgive(int index) => _shunned.Remove(index);

    /// <summary>Whether an activity went wrong at an agent before.</summary>
    internal bool IsShunned(int index, AgentId agent) =>
        _shunned.Count > 0 && _shunned.TryGetValue(index, out SortedSet<AgentId>? agents) && agents.Contains(agent);
}
