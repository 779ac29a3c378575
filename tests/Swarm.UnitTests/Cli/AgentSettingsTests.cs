using Swarm.Agent;
using Swarm.Cli;
using Swarm.Cli.Agent;
using Swarm.Cli.Configuration;
using Xunit;

namespace Swarm.UnitTests.Cli;

/// <summary>Settings from three places, and no word that nobody reads.</summary>
public sealed class AgentSettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("swarm-ut-");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Options with everything that options have.</summary>
    public sealed record Sample
    {
        public string Name { get; init; } = "nobody";

        public int Port { get; init; } = 7411;

        public IReadOnlyList<string> Join { get; init; } = [];

        public Inner Pool { get; init; } = new();

        public IReadOnlyDictionary<string, string> Aliases { get; init; } = new Dictionary<string, string>();
    }

    /// <summary>Options within options.</summary>
    public sealed record Inner
    {
        public string? Url { get; init; }

        public TimeSpan KillGrace { get; init; } = TimeSpan.FromSeconds(2);
    }

    [Fact]
    public void An_agent_reads_what_it_does_for_whom()
    {
        string file = Path.Combine(_folder.FullName, "agent.yaml");
        File.WriteAllText(file, """
            allow:
              - owners: [ann, '@lab']
                executables: [python3]
                cores: 1.5
                hours: 12
              - owners: ['*']
                data: [raw]
                keepMib: 7
            """);

        AgentSettings settings = AgentSettings.Read(AgentHost.Options, file, [], []);
        IReadOnlyList<AllowOptions> allow = AgentHost.OptionsOf(settings.Configuration).Allow;

        Assert.Equal(2, allow.Count);
        Assert.Equal(["ann", "@lab"], allow[0].Owners);
        Assert.Equal(["python3"], allow[0].Executables);
        Assert.Equal((1.5, 12), (allow[0].Cores, allow[0].Hours));
        Assert.Equal(["raw"], allow[1].Data);
        Assert.Equal(7, allow[1].KeepMib);
    }

    [Fact]
    public void A_word_of_an_allow_that_nobody_reads_is_named_with_its_line()
    {
        string file = Path.Combine(_folder.FullName, "agent.yaml");
        File.WriteAllText(file, "allow:\n  - owners: [ann]\n    executable: [python3]\n");

        HostUnfitException refused = Assert.Throws<HostUnfitException>(
            () => AgentSettings.Read(AgentHost.Options, file, [], []));

        Assert.Contains("agent.yaml:3", refused.Message, StringComparison.Ordinal);
        Assert.Contains("executables", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_place_wins_and_each_value_knows_its_place()
    {
        AgentSettings settings = Read(
            """
            # an agent
            name: hpc
            port: 1
            join:
              - a:1
              - b:2
            pool:
              url: nats://x
              kill-grace: 00:00:05
            aliases:
              My-Disk: /data
            """,
            [new("SWARM_PORT", "2"), new("SWARM_POOL__URL", "nats://y"), new("SWARM_AGENT", "z"), new("PATH", "/bin")],
            [
                new Setting("Port", "3", SettingSource.Flag, "--port"),
                new Setting("join:0", "c:3", SettingSource.Flag, "--join"),
            ]);

        Assert.Equal(
            [
                "Aliases:My-Disk=/data (agent.yaml:11)", "Join:0=c:3 (--join)", "Name=hpc (agent.yaml:2)",
                "Pool:KillGrace=00:00:05 (agent.yaml:9)", "Pool:Url=nats://y (SWARM_POOL__URL)", "Port=3 (--port)",
            ],
            settings.Effective.Select(setting => $"{setting.Key}={setting.Value} ({setting.Place})"));
        Assert.Equal("nats://y", settings.Get("pool:url"));
    }

    [Fact]
    public void Unknown_keys_are_all_named_with_their_line_and_the_nearest_known_one()
    {
        HostUnfitException wrong = Assert.Throws<HostUnfitException>(() => Read(
            "name: x\npool:\n  urll: y\ncompletely: different\n",
            [],
            [new Setting("pool:killgrce", "1", SettingSource.Flag, "--set pool.killgrce")]));

        Assert.Equal(
            [
                "agent.yaml:3: there is no setting 'pool.urll'; did you mean 'pool.url'?",
                "agent.yaml:4: there is no setting 'completely'. 'swarm agent doctor' lists all settings.",
                "--set pool.killgrce: there is no setting 'pool.killgrce'; did you mean 'pool.killGrace'?",
            ],
            wrong.Message.Split('\n'));
    }

    [Fact]
    public void A_value_of_the_wrong_kind_is_named_with_its_place()
    {
        HostUnfitException wrong = Assert.Throws<HostUnfitException>(() => Read(
            "pool:\n  killGrace: soon\n", [], [new Setting("Port", "many", SettingSource.Flag, "--port")]));

        Assert.Equal(
            [
                "agent.yaml:2: 'soon' is no time such as 00:00:30; correct 'pool.killGrace'",
                "--port: 'many' is no whole number that fits; correct 'port'",
            ],
            wrong.Message.Split('\n'));
    }

    [Fact]
    public void An_unknown_variable_is_only_noted_for_the_environment_belongs_to_others_too()
    {
        AgentSettings settings = Read("", [new("SWARM_PROT", "1"), new("SWARM_CAMPAIGN_MODE", "run")], []);

        Assert.Equal("SWARM_PROT: there is no setting 'pROT'; did you mean 'port'?", Assert.Single(settings.Notes));
    }

    [Theory]
    [InlineData("name: [", "agent.yaml:")]
    [InlineData("name: a\nname: b", "agent.yaml:2")]
    [InlineData("- a\n- b", "agent.yaml:1")]
    [InlineData("a: 1\n---\nb: 2", "agent.yaml")]
    [InlineData("name: x\n  port: 1", "agent.yaml:2")]
    public void What_is_no_yaml_is_refused_with_its_line(string yaml, string place)
    {
        HostUnfitException wrong = Assert.Throws<HostUnfitException>(() => Read(yaml, [], []));

        Assert.Contains(place, wrong.Message);
    }

    [Fact]
    public void An_empty_file_says_nothing() => Assert.Empty(Read("", [], []).Effective);

    [Fact]
    public void A_file_that_is_not_there_is_refused() => Assert.Throws<HostUnfitException>(
        () => AgentSettings.Read(typeof(Sample), Path.Combine(_folder.FullName, "none.yaml"), [], []));

    [Fact]
    public void Defaults_are_read_from_the_options()
    {
        DefaultValues defaults = new(typeof(Sample));

        Assert.Equal("7411", defaults.Of("Port"));
        Assert.Equal("00:00:02", defaults.Of("Pool:KillGrace"));
        Assert.Null(defaults.Of("Pool:Url"));
    }

    private AgentSettings Read(
        string yaml, IEnumerable<KeyValuePair<string, string>> variables, IEnumerable<Setting> flags)
    {
        string file = Path.Combine(_folder.FullName, "agent.yaml");
        File.WriteAllText(file, yaml);
        return AgentSettings.Read(typeof(Sample), file, variables, flags);
    }
}
