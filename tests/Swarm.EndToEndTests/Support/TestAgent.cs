using System.Text.RegularExpressions;

namespace Swarm.EndToEndTests.Support;

/// <summary>An agent of a test: a real daemon with its own process, started from the built binary.</summary>
/// <param name="home">Where it lives.</param>
/// <param name="name">Its name.</param>
/// <param name="configuration">The file that says its name and more; without one it is told its name.</param>
internal sealed partial class TestAgent(TestHome home, string name, string? configuration = null) : IAsyncDisposable
{
    private static readonly TimeSpan s_readyLimit = TimeSpan.FromSeconds(60);

    private readonly List<ChildProgram> _lives = [];

    internal string Name => name;

    /// <summary>Where peers and clients reach it, as <c>host:port</c>.</summary>
    internal string Endpoint { get; private set; } = "";

    /// <summary>Where it keeps what must survive a restart.</summary>
    internal string StateFolder { get; private set; } = home.StateOf(name);

    internal int ProcessId => Life.ProcessId;

    internal bool HasExited => Life.HasExited;

    /// <summary>The process number of the broker it runs.</summary>
    internal int BrokerProcessId => int.Parse(File.ReadAllText(Path.Combine(StateFolder, "broker", "nats.pid")));

    /// <summary>The port of the broker it runs.</summary>
    internal int BrokerPort => int.Parse(File.ReadAllText(Path.Combine(StateFolder, "broker", "port")));

    /// <summary>What it has said in its present life.</summary>
    internal IReadOnlyList<string> Log => [.. Life.Output, .. Life.Error];

    private ChildProgram Life => _lives[^1];

    /// <summary>Starts it, or starts it again, and waits until it is ready.</summary>
    internal async Task StartAsync(params string[] flags)
    {
        Launch(flags);
        await ReadyAsync();
    }

    /// <summary>Starts it and does not wait.</summary>
    internal void Launch(params string[] flags)
    {
        if (Array.IndexOf(flags, "--state") is >= 0 and int at)
        {
            StateFolder = flags[at + 1];
        }

        string[] who = configuration is null ? ["--name", name] : ["--config", configuration];
        _lives.Add(home.Start(["agent", "start", .. who, "--port", "0", .. flags]));
    }

    /// <summary>Waits until it says that it is ready.</summary>
    internal async Task ReadyAsync()
    {
        await Until.HoldsAsync(
            () => HasExited || Greeting() is not null, s_readyLimit, $"agent {name} is ready");
        Endpoint = Greeting()
            ?? throw new InvalidOperationException($"agent {name} ended:\n{string.Join('\n', Log)}");
    }

    /// <summary>Starts it although the others will not have it, and waits until it ends and says why.</summary>
    internal async Task StaysOutAsync(TimeSpan limit, string reason, params string[] flags)
    {
        Launch(flags);
        await EndAsync(limit);
        Xunit.Assert.Contains(Log, line => line.Contains(reason, StringComparison.Ordinal));
    }

    /// <summary>Waits for its end.</summary>
    internal Task<CommandResult> EndAsync(TimeSpan limit) => Life.WaitAsync(limit);

    /// <summary>kill -9: it cannot say good-bye.</summary>
    internal Task KillAsync() => Life.KillAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (ChildProgram life in _lives)
        {
            await life.DisposeAsync();
        }
    }

    private string? Greeting() => Life.Error.Select(line => ReadyAt().Match(line))
        .Where(match => match.Success).Select(match => match.Groups[1].Value).FirstOrDefault();

    [GeneratedRegex(@"is ready at (\S+),")]
    private static partial Regex ReadyAt();
}
