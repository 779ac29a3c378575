using System.Net;
using System.Net.Sockets;
using Swarm.EndToEndTests.Support;
using Xunit;

namespace Swarm.EndToEndTests;

/// <summary>
/// Fault 8, first half: an agent that cannot start says why in a line, and leaves nothing half-written.
/// </summary>
[Collection(SwarmCollection.Name)]
public sealed class BadAgentTests : IAsyncLifetime, IAsyncDisposable
{
    private const int HostUnfit = 78;
    private const int Usage = 2;

    private static readonly string[] s_fine = ["--name", "a", "--port", "0"];
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly TestHome _home = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_home.Residents());
        await _home.DisposeAsync();
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    [Fact]
    public async Task Malformed_yaml_is_named_with_its_line()
    {
        string file = _home.File("agent.yaml", "name: a\ntags: [x\nport: 0\n");
        (await StartAsync("--config", file)).Refused(HostUnfit, "agent.yaml:", "YAML");
        AssertUntouched();
    }

    [Fact]
    public async Task A_missing_configuration_is_named()
    {
        (await StartAsync("--config", _home.File("none.yaml"))).Refused(HostUnfit, "none.yaml");
        AssertUntouched();
    }

    [Fact]
    public async Task An_unknown_key_is_named_with_its_line_and_the_nearest_key()
    {
        string file = _home.File("agent.yaml", "name: a\nprot: 0\n");
        (await StartAsync("--config", file)).Refused(HostUnfit, "agent.yaml:2", "'prot'", "did you mean 'port'");
        AssertUntouched();
    }

    [Theory]
    [InlineData("port: many\n", "port")]
    [InlineData("port: 70000\n", "port")]
    [InlineData("grace: soon\n", "grace")]
    [InlineData("cores: -1\n", "cores")]
    public async Task A_value_of_another_kind_is_named(string yaml, string key)
    {
        (await StartAsync("--config", _home.File("agent.yaml", "name: a\n" + yaml))).Refused(HostUnfit, key);
    }

    [Fact]
    public async Task An_unknown_flag_is_a_usage_error()
    {
        (await StartAsync("--name", "a", "--prot", "0")).Refused(Usage, "--prot", "--help");
        AssertUntouched();
    }

    [RequiresTool("nats-server")]
    public async Task A_port_in_use_is_named_with_the_remedy()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string port = $"{((IPEndPoint)taken.LocalEndpoint).Port}";
        (await StartAsync("--name", "a", "--port", port)).Refused(HostUnfit, port, "in use", "--port");
        Assert.Empty(_home.Residents());
        await AssertStartsAsync();
    }

    [Fact]
    public async Task A_broker_that_is_not_where_it_is_said_to_be_is_named_with_the_package_to_install()
    {
        (await StartAsync("--name", "a", "--port", "0", "--set", "broker.executable=/nowhere/nats-server"))
            .Refused(HostUnfit, "/nowhere/nats-server", "apt-get install nats-server", "pool.url");
    }

    [RequiresTool("nats-server", "unshare", "mount", AsRoot = true)]
    public async Task A_missing_broker_is_named_with_the_package_to_install_and_then_it_starts()
    {
        // Debian's lies in /usr/sbin, which is looked into even when the PATH is empty: an empty folder over it is seen
        // by this process alone.
        string hide = "mount -t tmpfs tmpfs /usr/sbin && PATH= exec \"$@\"";
        await using ChildProgram start = ChildProgram.Start(
            ["unshare", "--mount", "sh", "-c", hide, "sh", .. SwarmBinary.Command, "agent", "start", .. s_fine],
            _home.Variables,
            _home.Folder);
        (await start.WaitAsync(TestHome.CommandLimit))
            .Refused(HostUnfit, "nats-server is not installed", "apt-get install nats-server", "pool.url");
        await AssertStartsAsync();
    }

    [Fact]
    public async Task An_address_beyond_this_host_is_refused()
    {
        (await StartAsync("--name", "a", "--port", "0", "--set", "listen=0.0.0.0"))
            .Refused(HostUnfit, "0.0.0.0", "ssh tunnel");
    }

    [Fact]
    public async Task An_unwritable_state_folder_is_named_with_the_remedy()
    {
        // Not even root can make a folder there.
        (await StartAsync("--name", "a", "--port", "0", "--state", "/proc/swarm-state"))
            .Refused(HostUnfit, "/proc/swarm-state", "--state");
        string file = _home.File("taken", "mine");
        (await StartAsync("--name", "a", "--port", "0", "--state", file)).Refused(HostUnfit, file, "--state");
        Assert.Equal("mine", File.ReadAllText(file));
        AssertUntouched();
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("two\nlines")]
    [InlineData("")]
    [InlineData("Upper")]
    public async Task A_name_that_is_none_is_refused(string name)
    {
        (await StartAsync("--name", name, "--port", "0")).Refused(HostUnfit, "agent name", "--name");
        AssertUntouched();
    }

    [Theory]
    [InlineData("a\\0b")]
    [InlineData("two\\nlines")]
    [InlineData("../evil")]
    public async Task A_name_in_a_file_that_is_none_is_refused(string name)
    {
        string file = _home.File("agent.yaml", $"name: \"{name}\"\n");
        (await StartAsync("--config", file)).Refused(HostUnfit, "agent name", "--name");
        AssertUntouched();
    }

    [Fact]
    public async Task A_secret_that_others_can_read_is_refused()
    {
        string secret = _home.File("secret", new string('x', 32));
        File.SetUnixFileMode(secret, (UnixFileMode)Convert.ToInt32("644", 8));
        (await StartAsync("--name", "a", "--port", "0", "--join", "127.0.0.1:1", "--secret-file", secret))
            .Refused(HostUnfit, "chmod 600");
    }

    [Fact]
    public async Task A_swarm_that_does_not_answer_is_named()
    {
        string secret = _home.File("secret", new string('x', 32));
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await StartAsync("--name", "a", "--port", "0", "--join", "127.0.0.1:1", "--secret-file", secret))
            .Refused(HostUnfit, "127.0.0.1:1");
    }

    [Theory]
    [InlineData(3, "agent", "status")]
    [InlineData(3, "campaign", "list")]
    [InlineData(3, "agent", "stop", "nobody")]
    [InlineData(2, "campaign", "run", "nothing.cs")]
    [InlineData(2, "campaign", "destroy")]
    [InlineData(2, "campaign", "list", "--nope")]
    [InlineData(2, "nonsense")]
    public async Task A_command_without_an_agent_or_sense_says_so(int exitCode, params string[] words)
    {
        CommandResult refused = (await _home.RunAsync(words)).Refused(exitCode);
        Assert.Contains("swarm", refused.Error, StringComparison.OrdinalIgnoreCase);
    }

    private Task<CommandResult> StartAsync(params string[] flags) => _home.RunAsync(["agent", "start", .. flags]);

    // What a refused start left is no hindrance once its reason is gone.
    private async Task AssertStartsAsync()
    {
        (await StartAsync([.. s_fine, "--detach"])).Well();
        (await _home.RunAsync("agent", "stop", "a")).Well();
        await Until.HoldsAsync(() => _home.Residents().Count == 0, s_limit, "the agent and its broker are gone");
    }

    private void AssertUntouched() =>
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_home.Folder, "state")));
}
