using Swarm.Core;

namespace Swarm.Simulation;

/// <summary>Makes campaigns from a seed.</summary>
internal static class Workload
{
    private const int LongestMillis = 1_200;
    private const int LimitMillis = 5_000;

    /// <summary>A random graph of activities, some of which read what others leave.</summary>
    internal static PoolEvent.CampaignSubmitted Draw(Rng rng, int number, int activities)
    {
        int mostParents = 1 + (int)rng.Below(3);
        List<ActivitySpec> specs = [];
        for (int i = 0; i < activities; i++)
        {
            specs.Add(DrawActivity(rng, i, mostParents));
        }

        CampaignGraph graph = CampaignGraph.Create(CampaignId.Parse($"c{number}"), $"campaign {number}", specs, []);
        return new PoolEvent.CampaignSubmitted(graph, Digest.Of([(byte)number]));
    }

    private static ActivitySpec DrawActivity(Rng rng, int index, int mostParents)
    {
        List<ActivityInput> inputs = [];
        List<string> after = [];
        long parents = index == 0 ? 0 : rng.Below(mostParents + 1);
        for (int edge = 0; edge < parents; edge++)
        {
            string parent = $"a{rng.Below(index)}";
            if (rng.Below(2) == 0)
            {
                after.Add(parent);
            }
            else if (!inputs.Exists(input => input.Name == parent))
            {
                inputs.Add(new ActivityInput(new DataRef.Output(parent, "x" + parent), parent));
            }
        }

        return new ActivitySpec
        {
            Name = $"a{index}",
            Plugin = "noop",
            Inputs = inputs,
            After = after,
            Outputs = [new DataRef.Relative($"xa{index}")],
            Resources = new Resources(rng.Below(4) == 0 ? 500 : 1000, rng.Below(4) == 0 ? 200L << 20 : 0),
            Retries = 1000,
            ExpectedTime = TimeSpan.FromMilliseconds(rng.Below(LongestMillis)),
            TimeLimit = TimeSpan.FromMilliseconds(LimitMillis),
        };
    }
}
