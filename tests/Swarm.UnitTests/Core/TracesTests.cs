using System.Collections.Concurrent;
using System.Diagnostics;
using Swarm.Agent.Telemetry;
using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Core;

/// <summary>What agents do for a campaign is one trace, whoever does it.</summary>
public sealed class TracesTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly ActivityListener _listener;
    private readonly CampaignId _campaign = CampaignId.New();

    public TracesTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Swarm",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                // Other tests run beside this one.
                if (Environment.CurrentManagedThreadId == _thread)
                {
                    _ended.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public void All_spans_of_a_campaign_are_of_one_trace_and_of_no_other_campaigns()
    {
        SwarmTelemetry.Dispatch(_campaign).Dispose();
        SwarmTelemetry.Stage("execute", Order(_campaign)).Dispose();
        SwarmTelemetry.Stage("execute", Order(CampaignId.New())).Dispose();

        Activity[] spans = [.. _ended];
        Assert.Equal(["dispatch", "execute", "execute"], spans.Select(span => span.OperationName));
        Assert.Equal(spans[0].TraceId, spans[1].TraceId);
        Assert.NotEqual(spans[1].TraceId, spans[2].TraceId);
        Assert.Equal("a", spans[1].GetTagItem("swarm.activity"));
    }

    [Fact]
    public void What_went_wrong_is_told_with_its_code()
    {
        using (SwarmTelemetry.Span span = SwarmTelemetry.Stage("keep", Order(_campaign)))
        {
            span.Fail(ErrorCode.DiskFull, "no room");
        }

        Activity ended = Assert.Single(_ended);
        Assert.Equal((ActivityStatusCode.Error, "no room"), (ended.Status, ended.StatusDescription));
        Assert.Equal("DiskFull", ended.GetTagItem("swarm.code"));
    }

    [Fact]
    public void A_round_is_told_when_it_is_over_and_began_when_it_began()
    {
        SwarmTelemetry.Decided(new Slot(1, 0, 5), 3, 2_000_000);

        Activity ended = Assert.Single(_ended);
        Assert.Equal("decide", ended.OperationName);
        Assert.InRange(ended.Duration, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
    }

    private static RunOrder Order(CampaignId id)
    {
        CampaignGraph graph = CampaignGraph.Create(id, "c", [new ActivitySpec { Name = "a", Plugin = "noop" }], []);
        return new RunOrder(
            new ActivityId(id, 0), Attempt.First, graph, new Dictionary<int, ProducedOutput>());
    }
}
