using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.Model;
using Xunit;
using Raw = Swarm.Protocol.V1;

namespace Swarm.UnitTests.Wire;

public sealed class ControlMappingTests
{
    private static readonly CampaignGraph s_graph = CampaignGraph.Create(
        CampaignId.Parse("c1"), "one", [new ActivitySpec { Name = "first", Plugin = "noop" }], []);

    [Fact]
    public void A_change_of_an_activity_carries_its_name_and_what_it_cost()
    {
        CampaignChange change = new(
            s_graph.Id, 4, 1_700_000_000_000_000, 0, ActivityState.Failed, Attempt.First,
            AgentId.Parse("cluster"), ErrorCode.ExitCode, "exit code 7", new RunFigures(1, 2, 3, 4));

        Raw.CampaignChange wire = ControlMapping.Write(change, s_graph);

        Raw.CampaignChange expected = new()
        {
            CampaignId = "c1",
            Number = 4,
            BrokerMicros = 1_700_000_000_000_000,
            Activity = 0,
            ActivityName = "first",
            State = Raw.ActivityState.Failed,
            Attempt = 1,
            Agent = "cluster",
            Code = new Raw.ErrorCode { Number = 200 },
            Message = "exit code 7",
            StagedBytes = 1,
            StagingMicros = 2,
            RanMicros = 3,
        };
        Assert.Equal(expected, wire);
    }

    [Fact]
    public void A_change_of_the_campaign_itself_names_no_activity_and_no_agent()
    {
        CampaignChange change = new(
            s_graph.Id, 1, 5, -1, ActivityState.Created, default, null, ErrorCode.None, "", null);

        Raw.CampaignChange wire = ControlMapping.Write(change, s_graph);

        Assert.Equal(-1, wire.Activity);
        Assert.Equal("", wire.ActivityName);
        Assert.Equal("", wire.Agent);
    }
}
