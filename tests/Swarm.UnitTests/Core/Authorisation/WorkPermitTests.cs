using Swarm.Core;
using Swarm.Core.Authorisation;
using Swarm.Core.Membership;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Core.Authorisation;

/// <summary>A whole core obeys what its agent allows: before it bids, and before it runs.</summary>
public sealed class WorkPermitTests
{
    private const long Second = 1_000_000;

    private static readonly CampaignOwner s_ann = new("ann", []);

    [Fact]
    public void It_runs_what_its_allow_gives_and_says_why_not_what_it_does_not()
    {
        SoloSwarm solo = new(allow: new([new(["ann"])]));

        solo.Submit(s_ann, "mine");
        solo.Submit(new("bob", []), "theirs");
        solo.Submit(CampaignOwner.Nobody with { Doubt = "nobody signed the campaign" }, "nobodys");
        solo.Submit(s_ann with { Doubt = "the certificate was revoked" }, "doubted");
        solo.Pass(10 * Second);

        Assert.Equal(["mine"], solo.Runs.Select(run => run.Activity.Campaign.Text));
        Assert.Contains("names neither user bob", RefusalOf(solo, "theirs"), StringComparison.Ordinal);
        Assert.Contains("nobody signed the campaign", RefusalOf(solo, "nobodys"), StringComparison.Ordinal);
        Assert.Contains("the certificate was revoked", RefusalOf(solo, "doubted"), StringComparison.Ordinal);
        Assert.Contains(
            "no agent that is here can run it: solo: the 'allow' of solo names neither user bob",
            solo.Core.Reading.Explain(CampaignId.Parse("theirs"), 0, default)[0],
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_refuses_does_not_keep_it_from_what_comes_after()
    {
        SoloSwarm solo = new(allow: new([new(["ann"])]));

        solo.Submit(new("bob", []), "theirs", activities: 2_000);
        solo.Submit(s_ann, "mine");
        solo.Pass(10 * Second);

        Assert.Equal(["mine"], solo.Runs.Select(run => run.Activity.Campaign.Text));
    }

    [Fact]
    public void What_it_was_given_and_may_not_run_it_hands_back()
    {
        SoloSwarm solo = new(allow: new([new(["ann"])]));

        solo.Submit(new("bob", []), "theirs");
        solo.Assign(new ActivityId(CampaignId.Parse("theirs"), 0));
        solo.Pass(Second);

        Assert.Empty(solo.Runs);
        PoolEvent.Finished told = Assert.Single(solo.Log.Select(entry => entry.Event).OfType<PoolEvent.Finished>());
        ActivityOutcome.Released back = Assert.IsType<ActivityOutcome.Released>(told.Runs[0].Outcome);
        Assert.Equal(ErrorCode.NotAllowed, back.Code);
        Assert.Contains("names neither user bob", back.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_takes_no_more_once_it_keeps_as_much_of_an_owners_outputs_as_it_may()
    {
        SoloSwarm solo = new(allow: new([new(["ann"]) { KeptBytes = 10 }, new(["bob"])]));
        solo.Submit(s_ann, "first");
        solo.End(solo.Runs[0], new OutputManifest(Digest.Of([1]), 1, 10, [new("x", 10, Digest.Of([2]), false)]));

        solo.Submit(s_ann, "second");
        solo.Submit(new("bob", []), "others");
        solo.Pass(10 * Second);

        Assert.Equal(["first", "others"], solo.Runs.Select(run => run.Activity.Campaign.Text));
        Assert.Contains("it keeps 10 bytes of user ann's outputs", RefusalOf(solo, "second"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_lies_at_an_agent_is_that_agents_to_give()
    {
        Member raw = Member("raw", new([new(["ann"]) { Data = ["open"] }]));
        Member hpc = Member("hpc", Allowance.Everybody);
        MemberView view = MemberView.Of(1, [hpc, raw], []);

        Assert.Null(WorkPermit.WhyNot(view, hpc, s_ann, Reading("raw://open/a")));
        Assert.Contains(
            "'closed/a' on raw is in none of the folders",
            WorkPermit.WhyNot(view, hpc, s_ann, Reading("raw://closed/a")),
            StringComparison.Ordinal);
        Assert.NotNull(WorkPermit.WhyNot(view, hpc, new("bob", []), Reading("raw://open/a")));
        Assert.Null(WorkPermit.WhyNot(view, hpc, new("bob", []), Reading("hpc://a")));
        Assert.NotNull(WorkPermit.WhyNot(view, raw, s_ann, Reading("file:///etc/passwd")));
    }

    private static Member Member(string name, Allowance allow) => new(
        new MemberKey(AgentId.Parse(name), new Incarnation(1)),
        Swarm.Simulation.StandInSignatures.KeyOf(AgentId.Parse(name)),
        $"{name}:1",
        new Capabilities(["noop"], [], [], new Resources(4000), 1000) { Allow = allow });

    private static ActivitySpec Reading(string reference) => new()
    {
        Name = "a",
        Plugin = "noop",
        Inputs = [new ActivityInput(DataRef.Parse(reference), "a")],
    };

    private static string RefusalOf(SoloSwarm solo, string campaign)
    {
        CampaignReading found = solo.Core.Reading.Find(CampaignId.Parse(campaign))!;
        return Assert.Single(
            solo.Core.Reading.Candidacies(found.Graph, 0, found.Owner, AgentId.Parse("solo"))).Refusal;
    }
}
