using Swarm.Core;
using Swarm.Model;

namespace Swarm.IntegrationTests.Fabric;

/// <summary>Makes activities, graphs and orders in few words.</summary>
internal static class Orders
{
    internal static ActivitySpec Sh(string name, string line, params string[] outputs) => new()
    {
        Name = name,
        Plugin = "shell",
        Arguments = ["sh", "-c", line],
        Outputs = [.. outputs.Select(DataRef.Parse)],
    };

    internal static ActivitySpec Reads(this ActivitySpec spec, params string[] inputs) =>
        spec with { Inputs = [.. spec.Inputs, .. inputs.Select(input => ActivityInput.Of(DataRef.Parse(input)))] };

    internal static CampaignGraph Graph(IReadOnlyList<CarriedFile> files, params ActivitySpec[] activities) =>
        CampaignGraph.Create(CampaignId.New(), "test", activities, files);

    internal static RunOrder Single(ActivitySpec activity) => Of(Graph([], activity), activity.Name);

    internal static RunOrder Of(
        CampaignGraph graph,
        string name,
        int attempt = 1,
        params (string Name, AgentId Holder, OutputManifest Made)[] made)
    {
        Xunit.Assert.True(graph.TryFind(name, out int index));
        Dictionary<int, ProducedOutput> inputs = [];
        foreach ((string producer, AgentId holder, OutputManifest manifest) in made)
        {
            graph.TryFind(producer, out int at);
            inputs[at] = new ProducedOutput(holder, manifest);
        }

        return new RunOrder(new ActivityId(graph.Id, index), new Attempt(attempt), graph, inputs);
    }
}
