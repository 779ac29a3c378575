using System.Text.Json;
using Swarm.EndToEndTests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Swarm.EndToEndTests;

/// <summary>A swarm of several users: whose campaigns run where, and who may do what with those of others.</summary>
[Collection(SwarmCollection.Name)]
public sealed class AuthorisationTests(TestPrograms programs, ITestOutputHelper output)
    : IAsyncLifetime, IAsyncDisposable
{
    private const int NotFound = 4;
    private const int NotAllowed = 77;
    private const int HostUnfit = 78;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly TestHome _home = new();
    private readonly List<TestAgent> _agents = [];

    public Task InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (TestAgent agent in _agents)
        {
            output.WriteLine($"--- {agent.Name}\n{string.Join('\n', agent.Log.TakeLast(60))}");
            await agent.DisposeAsync();
        }

        await _home.DisposeAsync();
    }

    [RequiresTool("nats-server")]
    public async Task An_agent_runs_what_its_allow_gives_and_only_owners_and_operators_touch_a_campaign()
    {
        TestAgent a = await FoundAsync();
        await StartAsync("b", "allow: [{ owners: ['@lab'], executables: [/bin/bash], cores: 1, hours: 1 }]");
        await SeesAsync("a", "a", "b");

        // On the agent that does not allow her it is refused, and said what would do.
        CommandResult refused = await DispatchAsync("ann", "one", "--on", "a", "--within", "60");
        refused.Refused(NotFound, "a: the 'allow' of a names neither user ann", "b: it is to run on 'a'");
        (await DispatchAsync("ann", "one", "--within", "7200")).Refused(NotFound, "at most 1 hours");
        (await DispatchAsync("bob", "one", "--within", "60"))
            .Refused(NotFound, "the 'allow' of a names neither user bob", "the 'allow' of b names neither user bob");
        (await DispatchAsync("nobody", "one", "--within", "60")).Refused(NotAllowed, "swarm ca user");

        // On the one that does it runs, and both agents say whose it is.
        string id = (await DispatchAsync("ann", "one", "--within", "60")).Well().Output.Trim();
        (await AsAsync("ann", "campaign", "watch", id, "--agent", "b")).Well();
        foreach (string agent in (string[])["a", "b"])
        {
            CommandResult shown = await AsAsync("ann", "campaign", "show", id, "--agent", agent, "-o", "json");
            Assert.Equal("ann", shown.Well().Json.GetProperty("owner").GetString());
        }

        string why = (await AsAsync("bob", "activity", "explain", id, "one", "--agent", "b")).Well().Output;
        Assert.Contains("names neither user ann", why.Replace("\n", " "), StringComparison.Ordinal);

        // Strangers see that it is there, and no more.
        (await AsAsync("bob", "data", "get", $"{id}/one", _home.File("x"), "--agent", "b"))
            .Refused(NotAllowed, "of user ann", "operator");
        (await AsAsync("bob", "activity", "logs", id, "one", "--agent", "a")).Refused(NotAllowed, "of user ann");
        (await AsAsync("bob", "campaign", "retry", id, "--agent", "a")).Refused(NotAllowed, "you are user bob");
        (await AsAsync("nobody", "data", "get", $"{id}/one", _home.File("x"), "--agent", "b")).Refused(NotAllowed);
        JsonElement strange = (await AsAsync("bob", "campaign", "show", id, "--agent", "a", "-o", "json")).Well().Json;
        Assert.Equal(0, strange.GetProperty("published").GetArrayLength());
        await SaysAsync(a, "refused user bob at /swarm.v1.Control/RetryCampaign");

        string file = _home.File("ann.txt");
        (await AsAsync("ann", "data", "get", $"{id}/one", file, "--agent", "a")).Well();
        Assert.Equal("b", File.ReadAllText(file).Trim());
        (await AsAsync("olga", "data", "get", $"{id}/one", _home.File("olga.txt"), "--agent", "a")).Well();
    }

    [RequiresTool("nats-server")]
    public async Task A_stranger_cannot_cancel_and_an_operator_can()
    {
        await FoundAsync();
        await StartAsync("b", "allow: [{ owners: [ann] }]");
        await SeesAsync("a", "a", "b");
        string gate = _home.File("gate");
        string id = (await DispatchAsync(
            "ann", $"while [ ! -e {gate} ]; do sleep 0.1; done; echo x", "--within", "60")).Well().Output.Trim();

        (await AsAsync("bob", "campaign", "cancel", id, "--agent", "b")).Refused(NotAllowed, "of user ann");
        Assert.Equal("ann", (await ShownAsync(id)).GetProperty("owner").GetString());
        (await AsAsync("olga", "campaign", "cancel", id, "--agent", "a")).Well();
        await Until.HoldsAsync(
            async () => (await ShownAsync(id)).GetProperty("state").GetString() == "Canceled", s_limit, "it ends");
    }

    [RequiresTool("nats-server")]
    public async Task Who_is_revoked_or_ran_out_is_refused_in_words_on_both_sides()
    {
        TestAgent a = await FoundAsync("allow: [{ owners: ['*'] }]");
        string id = (await DispatchAsync("ann", "one")).Well().Output.Trim();
        (await AsAsync("ann", "campaign", "watch", id, "--agent", "a")).Well();

        (await AsAsync("olga", "ca", "revoke", "ann", "--user", "--why", "left the lab")).Well();
        await SaysAsync(a, "list 2 of whom the swarm trusts");
        (await DispatchAsync("ann", "one")).Refused(NotAllowed, "certificate of user ann was revoked", "left the lab");
        (await AsAsync("ann", "campaign", "retry", id, "--agent", "a")).Refused(NotAllowed, "left the lab");
        (await AsAsync("ann", "agent", "list", "--agent", a.Endpoint)).Refused(HostUnfit, "left the lab");
        await SaysAsync(a, "SubmitCampaign", "/Submit: the campaign is not accepted: the certificate of user ann was");

        await UserAsync("carl", "--good-for", "1s");
        await Until.HoldsAsync(
            async () => (await DispatchAsync("carl", "one")).ExitCode == NotAllowed, s_limit, "carl's time is over");
        (await DispatchAsync("carl", "one")).Refused(NotAllowed, "certificate of user carl expired");
        await SaysAsync(a, "the certificate of user carl expired");
    }

    [RequiresTool("nats-server")]
    public async Task What_is_wrong_with_an_allow_is_said_all_at_once()
    {
        string config = _home.File("wrong.yaml", """
            name: wrong
            allow:
              - owners: []
                cores: -1
              - owners: [Ann Smith, '@lab']
                data: [../elsewhere]
                hours: -2
            """);

        CommandResult refused = await _home.RunAsync("agent", "start", "--config", config, "--port", "0");

        refused.Refused(
            HostUnfit, "'allow.0.owners' is empty", "'allow.0.cores'", "'allow.1.owners' has 'Ann Smith'",
            "'allow.1.data' has '../elsewhere'", "'allow.1.hours'");
    }

    // Olga founds the swarm and operates it; Ann is of the lab, Bob is nobody in particular.
    private async Task<TestAgent> FoundAsync(string allow = "{}")
    {
        (await AsAsync("olga", "ca", "init", "--title", "lab", "--owner", "olga")).Well();
        await UserAsync("ann", "--group", "lab");
        await UserAsync("bob");
        return await StartAsync("a", allow, "--accept-data-loss");
    }

    private async Task UserAsync(string name, params string[] flags)
    {
        string folder = _home.File($"of-{name}/swarm/user");
        (await AsAsync("olga", ["ca", "user", name, "--to", folder, .. flags])).Well();
    }

    private async Task<TestAgent> StartAsync(string name, string allow, params string[] flags)
    {
        string kind = _agents.Count == 0 ? "--issuer" : "--kind";
        string[] words = ["ca", "token", "--for", name, "-o", "quiet", .. _agents.Count == 0 ? (string[])[kind] : []];
        string token = (await AsAsync("olga", words)).Well().Output;
        (await _home.TellAsync(token, "ca", "join", "-")).Well();
        string config = _home.File($"{name}.yaml", $"name: {name}\n{(allow == "{}" ? "" : allow)}\n");
        TestAgent agent = new(_home, name, config);
        _agents.Add(agent);
        await agent.StartAsync(flags);
        return agent;
    }

    private static KeyValuePair<string, string?> DataOf(TestHome home, string user) =>
        new("XDG_DATA_HOME", home.File($"of-{user}"));

    private async Task<CommandResult> AsAsync(string user, params string[] words)
    {
        await using ChildProgram program = _home.Start(words, DataOf(_home, user));
        return await program.WaitAsync(TestHome.CommandLimit);
    }

    // One activity that writes who ran it, or what else it is told.
    private async Task<CommandResult> DispatchAsync(string user, string what, params string[] verbs)
    {
        string command = what == "one" ? "echo \"$SWARM_AGENT\" > one.txt" : $"{what} > one.txt";
        await using ChildProgram program = ChildProgram.Start(
            [.. programs.Shape, "small", "--bash", "one", command, "--writes", "one.txt", .. verbs],
            [.. _home.Variables, DataOf(_home, user), new("SWARM_AGENT", "a")],
            _home.Folder);
        return await program.WaitAsync(TestHome.CommandLimit);
    }

    private async Task<JsonElement> ShownAsync(string id) =>
        (await AsAsync("bob", "campaign", "show", id, "--agent", "a", "-o", "json")).Well().Json;

    private async Task SeesAsync(string agent, params string[] names) =>
        await Until.HoldsAsync(
            async () =>
            {
                CommandResult list = await AsAsync("olga", "agent", "list", "--agent", agent, "--output", "json");
                return list.ExitCode == 0 && list.Json.EnumerateArray()
                    .Where(one => one.GetProperty("state").GetString() is "self" or "member")
                    .Select(one => one.GetProperty("agent").GetString()!).ToHashSet().SetEquals(names);
            },
            s_limit,
            $"{agent} sees {string.Join(", ", names)}");

    private static Task SaysAsync(TestAgent agent, params string[] anyOf) =>
        Until.HoldsAsync(
            () => agent.Log.Any(line => anyOf.Any(words => line.Contains(words, StringComparison.Ordinal))), s_limit,
            $"{agent.Name} says '{anyOf[0]}'");
}
