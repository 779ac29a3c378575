using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Swarm.EndToEndTests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Swarm.EndToEndTests;

/// <summary>A swarm with an operator: who is let in, who is turned away, and what nobody gets to see.</summary>
[Collection(SwarmCollection.Name)]
public sealed class CaTests(TestPrograms programs, ITestOutputHelper output) : IAsyncLifetime, IAsyncDisposable
{
    private const int HostUnfit = 78;
    private const int Usage = 2;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly TestHome _home = new();
    private readonly List<TestAgent> _agents = [];

    private string Ca => Path.Combine(_home.Folder, "data", "swarm", "ca");

    public Task InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (TestAgent agent in _agents)
        {
            output.WriteLine($"--- {agent.Name}\n{string.Join('\n', agent.Log.TakeLast(40))}");
            await agent.DisposeAsync();
        }

        await _home.DisposeAsync();
    }

    [RequiresTool("nats-server")]
    public async Task An_operator_lets_agents_and_users_in_and_revokes_one()
    {
        TestAgent a = await FoundAsync();
        (await _home.TellAsync(await TokenAsync("--for", "b"), "ca", "join", "-")).Well();
        TestAgent b = await StartAsync("b");
        await SeesAsync("a", "a", "b");
        await RunsOnAsync("b");

        // Orders from afar need a user's certificate.
        string far = a.Endpoint;
        (await _home.RunAsync("agent", "list", "--agent", far)).Refused(HostUnfit, "swarm ca token --user");
        (await _home.TellAsync(await TokenAsync("--for", "ann", "--user"), "ca", "join", "-")).Well();
        JsonElement list = (await _home.RunAsync("agent", "list", "--agent", far, "--output", "json")).Well().Json;
        Assert.Equal(2, list.GetArrayLength());

        (await _home.RunAsync("ca", "revoke", "b", "--why", "left the lab")).Well();
        await SaysAsync(a, "the link of b is closed: the certificate of agent b was revoked");
        await SaysAsync(b, "left the lab");
        await SeesAsync("a", "a");
        await b.KillAsync();
        (await _home.RunAsync("agent", "start", "--name", "b", "--port", "0"))
            .Refused(HostUnfit, "certificate of agent b was revoked", "left the lab");

        // What is let in in the very second of the revocation is revoked with it.
        long second = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await Until.HoldsAsync(() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() > second, s_limit, "a second");
        (await _home.TellAsync(await TokenAsync("--for", "b"), "ca", "join", "-")).Well();
        await StartAsync("b");
        await SeesAsync("a", "a", "b");
        await RunsOnAsync("b");
    }

    [RequiresTool("nats-server")]
    public async Task The_authoritys_key_is_changed_under_a_running_swarm()
    {
        await FoundAsync();
        (await _home.TellAsync(await TokenAsync("--for", "b"), "ca", "join", "-")).Well();
        await StartAsync("b");
        await SeesAsync("a", "a", "b");

        (await _home.RunAsync("ca", "rotate")).Well();
        foreach (string name in (string[])["a", "b"])
        {
            string kind = name == "a" ? "--issuer" : "--folder";
            string[] more = name == "a" ? [] : [Ca];
            string token = (await _home.RunAsync(["ca", "token", "--for", name, kind, .. more, "-o", "quiet"]))
                .Well().Output;
            (await _home.TellAsync(token, "ca", "join", "-")).Well();
        }

        await SaysAsync(_agents[0], "list 2 of whom the swarm trusts");
        await SaysAsync(_agents[1], "list 2 of whom the swarm trusts");
        await Until.HoldsAsync(
            () => _agents.All(agent => agent.Log.Count(line => line.Contains("this is agent")) == 2),
            s_limit, "both show their new certificates");
        (await _home.RunAsync("ca", "rotate", "--finish")).Well();
        await SaysAsync(_agents[1], "list 3 of whom the swarm trusts");

        await SeesAsync("a", "a", "b");
        await RunsOnAsync("b");
        (await _home.TellAsync(await TokenAsync("--for", "c"), "ca", "join", "-")).Well();
        await StartAsync("c");
        await SeesAsync("a", "a", "b", "c");
    }

    [RequiresTool("nats-server")]
    public async Task A_swarm_without_an_operator_stays_on_its_host()
    {
        (await _home.RunAsync(
            "agent", "start", "--name", "a", "--port", "0", "--accept-data-loss", "--set", "listen=0.0.0.0"))
            .Refused(HostUnfit, "swarm ca init", "127.0.0.1");
    }

    [Fact]
    public async Task What_is_wrong_with_a_token_or_a_folder_is_said_with_the_remedy()
    {
        (await _home.RunAsync("ca", "token", "--for", "a")).Refused(HostUnfit, "swarm ca init");
        (await _home.RunAsync("ca", "init")).Well();
        (await _home.RunAsync("ca", "init")).Refused(HostUnfit, "swarm ca rotate");
        (await _home.RunAsync("ca", "join", "swarm-join-nonsense")).Refused(Usage, "swarm ca token");
        (await _home.RunAsync("ca", "token", "--valid", "soon")).Refused(Usage, "15m");
        (await _home.RunAsync("ca", "token", "--for", "A B")).Refused(Usage, "a-z");
        (await _home.RunAsync("ca", "token", "--by", "nobody")).Refused(HostUnfit, "swarm ca token --issuer");
        (await _home.RunAsync("ca", "revoke", "No Name")).Refused(Usage, "swarm ca list");
        (await _home.RunAsync("ca", "rotate", "--finish")).Refused(HostUnfit, "swarm ca rotate");

        string token = (await _home.RunAsync("ca", "token", "--for", "a", "-o", "quiet")).Well().Output;
        (await _home.TellAsync(token, "ca", "join", "-", "--name", "b")).Refused(Usage, "for 'a'");
        (await _home.TellAsync(token, "ca", "join", "-")).Well();
        (await _home.TellAsync(token, "ca", "join", "-", "--state", _home.File("elsewhere")))
            .Refused(HostUnfit, "was used");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(Ca, "authority.key")));
        JsonElement list = (await _home.RunAsync("ca", "list", "--output", "json")).Well().Json;
        Assert.Equal("a", Assert.Single(list.GetProperty("certificates").EnumerateArray())
            .GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_token_on_the_command_line_is_taken_off_it()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        (await _home.RunAsync("ca", "init")).Well();
        string folder = (await _home.RunAsync("ca", "token", "--for", "a", "-o", "quiet")).Well().Output.Trim();
        string token = LeadTo(folder, $"127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}");

        await using ChildProgram join = _home.Start(["ca", "join", token]);
        using Socket _ = await silent.AcceptSocketAsync();
        string shown = File.ReadAllText($"/proc/{join.ProcessId}/cmdline");

        Assert.Contains("join", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(token[..40], shown, StringComparison.Ordinal);
        Assert.Contains(new string('x', token.Length), shown, StringComparison.Ordinal);
    }

    [RequiresTool("nats-server")]
    public async Task No_secret_is_in_a_log_an_argument_list_a_message_or_a_campaign()
    {
        List<string> shown = [];
        using CancellationTokenSource enough = new();
        Task watching = WatchArgumentsAsync(shown, enough.Token);
        await FoundAsync();
        string token = await TokenAsync("--for", "b");
        (await _home.TellAsync(token, "ca", "join", "-")).Well();
        await StartAsync("b");
        TestAgent loose = new(_home, "loose");
        _agents.Add(loose);
        await loose.StartAsync("--accept-data-loss");
        TestAgent other = new(_home, "other");
        _agents.Add(other);
        string secretFile = Path.Combine(loose.StateFolder, "swarm.secret");
        await other.StartAsync("--join", loose.Endpoint, "--secret-file", secretFile);
        await SeesAsync("a", "a", "b");
        await SeesAsync("loose", "loose", "other");
        string campaign = await RunsOnAsync("b");
        string document =
            (await _home.RunAsync("campaign", "show", campaign, "--agent", "a", "--output", "json")).Well().Output;
        await enough.CancelAsync();
        await watching;

        string[] secrets = [.. Secrets(token, secretFile)];
        Assert.True(secrets.Length >= 12, $"only {secrets.Length} were found");
        string[] logs = [.. _agents.SelectMany(agent => agent.Log), document, .. shown];
        Assert.All(secrets, secret =>
            Assert.DoesNotContain(logs, line => line.Contains(secret, StringComparison.Ordinal)));

        // What the broker keeps is what was said; its own log and what it was told lie beside it.
        string[] kept =
        [
            .. _agents.SelectMany(agent => (string[])["broker", "data"],
                (agent, folder) => Path.Combine(agent.StateFolder, folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)),
        ];
        foreach (TestAgent agent in Enumerable.Reverse(_agents))
        {
            // What a living agent holds locked can be read once it is gone; so can the last of what it was told.
            await agent.KillAsync();
        }

        Assert.Contains(kept, file => file.EndsWith(".blk", StringComparison.Ordinal));
        Assert.All(kept, file =>
        {
            string bytes = Encoding.Latin1.GetString(File.ReadAllBytes(file));
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, bytes, StringComparison.Ordinal));
        });
    }

    // Keys by the lines of their files, the token, and what it is made of; raw, in hexadecimal digits and in base64.
    private IEnumerable<string> Secrets(string token, string secretFile)
    {
        foreach (string file in Directory.EnumerateFiles(_home.Folder, "*.key", SearchOption.AllDirectories))
        {
            yield return File.ReadAllLines(file)[1];
        }

        yield return token;
        byte[][] secrets = [.. new[] { File.ReadAllBytes(secretFile), Decode(token).AsSpan(34, 16).ToArray() }];
        foreach (byte[] secret in secrets)
        {
            yield return Encoding.Latin1.GetString(secret);
            yield return Convert.ToHexString(secret);
            yield return Convert.ToHexStringLower(secret);
            yield return Convert.ToBase64String(secret);
        }
    }

    private async Task WatchArgumentsAsync(List<string> shown, CancellationToken cancellationToken)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(20));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                foreach (int processId in _home.Residents())
                {
                    shown.Add(Read($"/proc/{processId}/cmdline") + Read($"/proc/{processId}/environ"));
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    // The same token, answered elsewhere: its place is its last part.
    private static string LeadTo(string token, string place)
    {
        byte[] bytes = Decode(token);
        int name = 51 + bytes[50];
        byte[] led = [.. bytes.AsSpan(0, name), .. Encoding.UTF8.GetBytes(place)];
        return "swarm-join-" + Convert.ToBase64String(led).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    private static byte[] Decode(string token)
    {
        string text = token["swarm-join-".Length..].Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
    }

    /// <summary>Makes an authority and the first agent, which lets others in and is reached on every address.</summary>
    private async Task<TestAgent> FoundAsync()
    {
        (await _home.RunAsync("ca", "init", "--title", "lab")).Well();
        string token = (await _home.RunAsync("ca", "token", "--issuer", "--for", "a", "-o", "quiet")).Well().Output;
        (await _home.TellAsync(token, "ca", "join", "-")).Well();
        int port = FreePort();
        return await StartAsync(
            "a", "--accept-data-loss", "--set", "listen=0.0.0.0", "--set", $"advertise=127.0.0.1:{port}",
            "--set", $"port={port}");
    }

    private async Task<TestAgent> StartAsync(string name, params string[] flags)
    {
        TestAgent agent = new(_home, name);
        _agents.Add(agent);
        await agent.StartAsync(flags);
        return agent;
    }

    private async Task<string> TokenAsync(params string[] words) =>
        (await _home.RunAsync(["ca", "token", "-o", "quiet", .. words])).Well().Output.Trim();

    private async Task SeesAsync(string agent, params string[] names) =>
        await Until.HoldsAsync(
            async () =>
            {
                CommandResult list = await _home.RunAsync("agent", "list", "--agent", agent, "--output", "json");
                return list.ExitCode == 0 && list.Json.EnumerateArray()
                    .Where(one => one.GetProperty("state").GetString() is "self" or "member")
                    .Select(one => one.GetProperty("agent").GetString()!).ToHashSet().SetEquals(names);
            },
            s_limit,
            $"{agent} sees {string.Join(", ", names)}");

    private static Task SaysAsync(TestAgent agent, string words) =>
        Until.HoldsAsync(
            () => agent.Log.Any(line => line.Contains(words, StringComparison.Ordinal)), s_limit,
            $"{agent.Name} says '{words}'");

    private async Task<string> RunsOnAsync(string agent)
    {
        await using ChildProgram program = ChildProgram.Start(
            [.. programs.Shape, "small", "--bash", "one", "echo \"$SWARM_AGENT\" > one.txt", "--writes", "one.txt",
                "--on", agent],
            [.. _home.Variables, new("SWARM_AGENT", "a")],
            _home.Folder);
        string id = (await program.WaitAsync(TestHome.CommandLimit)).Well().Output.Trim();
        (await _home.RunAsync("campaign", "watch", id, "--agent", "a")).Well();
        string file = _home.File($"{id}.txt");
        (await _home.RunAsync("data", "get", $"{id}/one", file, "--agent", "a")).Well();
        Assert.Equal(agent, File.ReadAllText(file).Trim());
        return id;
    }

    private static int FreePort()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
