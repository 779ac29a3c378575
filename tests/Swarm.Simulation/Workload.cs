using Swarm.Core;

namespace Swarm.Simulation;

/// <summary>Makes campaigns from a seed.</summary>
internal static class Workload
{
    /// <summary>A random graph of no-op activities in layers, some of which read what others leave.</summary>
    internal static PoolEvent.CampaignSubmitted Draw(Rng rng, int number, int activities)
    {
        List<ActivitySpec> specs = [];
        for (int i = 0; i < activities; i++)
        {
            List<ActivityInput> inputs = [];
            List<string> after = [];
            for (int edge = 0; i > 0 && edge < rng.Below(3); edge++)
            {
                string parent = $"a{rng.Below(i)}";
                if (rng.Below(2) == 0)
                {
                    after.Add(parent);
                }
                else if (!inputs.Exists(input => input.Name == parent))
                {
                    inputs.Add(new ActivityInput(new DataRef.Output(parent, "x" + parent), parent));
                }
            }

            specs.Add(new ActivitySpec
            {
                Name = $"a{i}",
                Plugin = "noop",
                Inputs = inputs,
                After = after,
                Outputs = [new DataRef.Relative($"xa{i}")],
                Retries = 1000,
                ExpectedTime = TimeSpan.FromMilliseconds(rng.Below(400)),
                TimeLimit = TimeSpan.FromSeconds(1),
            });
        }

        CampaignGraph graph = CampaignGraph.Create(CampaignId.Parse($"c{number}"), $"campaign {number}", specs, []);
        return new PoolEvent.CampaignSubmitted(graph, Digest.Of([(byte)number]));
    }
}
