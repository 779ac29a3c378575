using FsCheck;
using FsCheck.Fluent;
using Swarm.Core.Authorisation;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Core.Authorisation;

/// <summary>What an agent does for whom: nothing but what a rule allows.</summary>
public sealed class AllowanceTests
{
    private static readonly AgentId s_agent = AgentId.Parse("hpc");
    private static readonly CampaignOwner s_ann = new("ann", ["lab"]);
    private static readonly CampaignOwner s_bob = new("bob", []);

    private static Gen<string> Words => Gen.Elements("ann", "bob", "@lab", "@founder", "*", "shell", "noop", "x");

    private static Gen<CampaignOwner> Owners =>
        from name in Gen.Elements("ann", "bob", "")
        from groups in Gen.Elements("lab", "founder", "operator").ArrayOf()
        select new CampaignOwner(name, groups);

    private static Gen<AllowRule> Rules =>
        from owners in Words.ArrayOf()
        from plugins in Words.ArrayOf()
        from executables in Gen.Elements("python3", "/opt/*", "/opt/a", "sh").ArrayOf()
        from cores in Gen.Choose(0, 4000)
        from memory in Gen.Choose(0, 1 << 20)
        from micros in Gen.Elements(0L, 1_000_000L, 3_600_000_000L)
        select new AllowRule(owners)
        {
            Plugins = plugins,
            Executables = executables,
            MilliCores = cores,
            MemoryBytes = memory,
            MaxMicros = micros,
        };

    private static Gen<ActivitySpec> Activities =>
        from plugin in Gen.Elements("shell", "noop", "x")
        from program in Gen.Elements("python3", "sh", "/opt/a", "/opt/b/c", "/opt/../bin/sh", "/optional")
        from cores in Gen.Choose(1, 8000)
        from memory in Gen.Choose(0, 1 << 21)
        from limit in Gen.Elements<TimeSpan?>(null, TimeSpan.FromSeconds(1), TimeSpan.FromHours(2))
        select Activity(plugin, program) with { Resources = new(cores, memory), TimeLimit = limit };

    [Fact]
    public void What_no_rule_allows_is_refused_and_a_rule_more_never_takes_anything_away() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            (from rules in Rules.ArrayOf()
             from more in Rules
             from owner in Owners
             from activity in Activities
             select (rules, more, owner, activity)).ToArbitrary(),
            given =>
            {
                string? Why(params AllowRule[] rules) =>
                    new Allowance(rules).WhyNot(s_agent, given.owner, given.activity);
                bool allowed = given.rules.Any(
                    rule => rule.IsFor(given.owner) && rule.WhyNot(given.activity) is null);

                Assert.Equal(allowed, Why(given.rules) is null);
                Assert.Equal(allowed, new Allowance(given.rules).Allows(given.owner, given.activity));
                Assert.True(!allowed || Why([.. given.rules, given.more]) is null);
                Assert.NotNull(Why());
            }));

    [Fact]
    public void A_tighter_rule_allows_no_more() => Check.QuickThrowOnFailure(Prop.ForAll(
        (from rule in Rules
         from activity in Activities
         select (rule, activity)).ToArbitrary(),
        given =>
        {
            AllowRule looser = given.rule with { MilliCores = 0, MemoryBytes = 0, MaxMicros = 0, Executables = [] };
            Assert.True(given.rule.WhyNot(given.activity) is not null || looser.WhyNot(given.activity) is null);
        }));

    [Fact]
    public void An_agent_that_says_nothing_works_for_founders_alone()
    {
        Allowance silent = Allowance.Founders;

        Assert.Null(silent.WhyNot(s_agent, CampaignOwner.Local, Activity()));
        Assert.Null(silent.WhyNot(s_agent, s_bob with { Groups = ["founder"] }, Activity()));
        Assert.Equal(
            "the 'allow' of hpc names neither user ann nor a group of theirs",
            silent.WhyNot(s_agent, s_ann, Activity()));
        Assert.NotNull(silent.WhyNot(s_agent, new CampaignOwner("founder", []), Activity()));
        Assert.NotNull(silent.WhyNot(s_agent, CampaignOwner.Nobody, Activity()));
        Assert.NotNull(silent.WhyNotRead(s_agent, s_ann, "raw/a"));
    }

    [Theory]
    [InlineData("ann", true)]
    [InlineData("@lab", true)]
    [InlineData("*", true)]
    [InlineData("lab", false)]
    [InlineData("@ann", false)]
    [InlineData("bob", false)]
    public void A_rule_is_for_a_user_a_group_or_everybody(string owner, bool isFor) =>
        Assert.Equal(isFor, new AllowRule([owner]).IsFor(s_ann));

    [Theory]
    [InlineData("python3", true)]
    [InlineData("./python3", false)]
    [InlineData("python", false)]
    [InlineData("/opt/tools/a", true)]
    [InlineData("/opt/tools/b/c", true)]
    [InlineData("/opt/tools", false)]
    [InlineData("/opt/toolsmith", false)]
    [InlineData("/opt/tools/../../bin/sh", false)]
    public void A_program_is_named_or_lies_below_a_folder(string program, bool isAllowed)
    {
        AllowRule rule = new(["*"]) { Executables = ["python3", "/opt/tools/*"] };

        Assert.Equal(isAllowed, rule.WhyNot(Activity("shell", program)) is null);
    }

    [Fact]
    public void A_name_that_is_allowed_does_not_mean_another_program()
    {
        AllowRule rule = new(["*"]) { Executables = ["python3"] };
        ActivitySpec plain = Activity("shell", "python3");

        Assert.Null(rule.WhyNot(plain));
        Assert.Contains(
            "not '/bin/bash'",
            rule.WhyNot(plain with { Options = new Dictionary<string, string> { ["shell"] = "/bin/bash" } }),
            StringComparison.Ordinal);
        Assert.Contains(
            "brings along",
            rule.WhyNot(plain with { Inputs = [new ActivityInput(new DataRef.Relative("python3"), "x")] }),
            StringComparison.Ordinal);
        Assert.Contains(
            "'PATH'",
            rule.WhyNot(plain with { Environment = new Dictionary<string, string> { ["PATH"] = "." } }),
            StringComparison.Ordinal);
        Assert.Null(rule.WhyNot(Activity("noop", "") with { Arguments = [] }));
    }

    [Theory]
    [InlineData("raw/a", true)]
    [InlineData("raw", true)]
    [InlineData("rawest/a", false)]
    [InlineData("results/a", false)]
    [InlineData("/data/a", true)]
    [InlineData("/raw/a", false)]
    public void A_folder_is_read_with_what_is_in_it(string path, bool isAllowed) =>
        Assert.Equal(isAllowed, new AllowRule(["*"]) { Data = ["raw", "/data"] }.MayRead(path));

    [Fact]
    public void All_below_the_root_is_not_what_lies_elsewhere()
    {
        AllowRule rule = new(["*"]) { Data = ["."] };

        Assert.True(rule.MayRead("raw/a"));
        Assert.False(rule.MayRead("/etc/passwd"));
    }

    [Fact]
    public void A_refusal_says_what_is_given_and_what_was_asked()
    {
        AllowRule rule = new(["ann"]) { MilliCores = 2000, MaxMicros = 3_600_000_000 };
        Allowance allowance = new([rule]);

        Assert.Equal(
            "its 'allow' gives user ann 2 cores, not 4",
            allowance.WhyNot(s_agent, s_ann, Activity() with { Resources = new(4000) }));
        Assert.Equal(
            "its 'allow' gives user ann a time limit of at most 1 hours, and the activity has none",
            allowance.WhyNot(s_agent, s_ann, Activity()));
    }

    [Fact]
    public void Kept_outputs_are_limited_where_every_rule_for_the_owner_limits_them()
    {
        AllowRule limited = new(["ann"]) { KeptBytes = 10 };

        Assert.Equal(10, new Allowance([limited]).KeptBytesOf(s_ann));
        Assert.Equal(20, new Allowance([limited, limited with { KeptBytes = 20 }]).KeptBytesOf(s_ann));
        Assert.Null(new Allowance([limited, new(["@lab"])]).KeptBytesOf(s_ann));
    }

    [Fact]
    public void Only_the_owner_and_operators_have_rights_in_a_campaign()
    {
        CampaignOwner operating = new("olga", ["operator"]);

        Assert.Null(Rights.WhyNot(s_ann, s_ann, "cancel it"));
        Assert.Null(Rights.WhyNot(operating, s_ann, "cancel it"));
        Assert.Null(Rights.WhyNot(operating, CampaignOwner.Nobody, "cancel it"));
        Assert.Equal(
            "the campaign is of user ann, and only its owner or a user of the group 'operator' may cancel it; you are "
            + "user bob",
            Rights.WhyNot(s_bob, s_ann, "cancel it"));
        Assert.Contains("swarm ca user", Rights.WhyNot(CampaignOwner.Nobody, s_ann, "x"), StringComparison.Ordinal);
        Assert.Contains(
            "it was revoked",
            Rights.WhyNot(operating with { Doubt = "it was revoked" }, s_ann, "x"),
            StringComparison.Ordinal);
        Assert.NotNull(Rights.WhyNot(CampaignOwner.Nobody, CampaignOwner.Nobody, "x"));
    }

    private static ActivitySpec Activity(string plugin = "shell", string program = "python3") =>
        new() { Name = "a", Plugin = plugin, Arguments = [program] };
}
