using Swarm.Core;
using Swarm.Core.Authorisation;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Control;

/// <summary>What a campaign would do: the waves it runs in, who could run what, and what would travel.</summary>
internal static class CampaignPlan
{
    private const int MaxPlanned = 10_000;

    internal static V1.PlanReply Of(CampaignGraph graph, CoreReading reading, CampaignOwner owner, AgentId self)
    {
        V1.PlanReply reply = new();
        reply.Problems.AddRange(CampaignDoor.Unplaceable(graph, owner, reading));
        int[] waves = Waves(graph);
        IEnumerable<int> inOrder = Enumerable.Range(0, graph.Activities.Count).OrderBy(index => waves[index]);
        foreach (int index in inOrder.Take(MaxPlanned))
        {
            V1.PlannedActivity planned = new() { Name = graph.Activities[index].Name, Wave = waves[index] };
            planned.Candidates.AddRange(reading.Candidacies(graph, index, owner, self).Select(Summaries.Of));
            V1.Candidate? likely = planned.Candidates.FirstOrDefault(one => one.Refusal.Length == 0);
            reply.BytesToMove += (ulong)(likely?.MoveBytes ?? 0);
            reply.Activities.Add(planned);
        }

        return reply;
    }

    // An activity's wave is one more than the latest of those it waits for.
    private static int[] Waves(CampaignGraph graph)
    {
        int[] waves = new int[graph.Activities.Count];
        int[] open = new int[waves.Length];
        Queue<int> free = new();
        for (int i = 0; i < waves.Length; i++)
        {
            open[i] = graph.Parents(i).Length;
            if (open[i] == 0)
            {
                free.Enqueue(i);
            }
        }

        while (free.TryDequeue(out int index))
        {
            foreach (int child in graph.Children(index))
            {
                waves[child] = Math.Max(waves[child], waves[index] + 1);
                if (--open[child] == 0)
                {
                    free.Enqueue(child);
                }
            }
        }

        return waves;
    }
}
