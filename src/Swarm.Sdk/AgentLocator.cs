using System.Net.Sockets;

namespace Swarm.Sdk;

/// <summary>
/// Finds agents: by name through their sockets on this machine, by the path of a socket, or by <c>host:port</c>.
/// </summary>
/// <param name="variable">Reads an environment variable.</param>
public sealed class AgentLocator(Func<string, string?> variable)
{
    /// <summary>Names the agents to use: one or several, with commas between.</summary>
    public const string AgentVariable = "SWARM_AGENT";

    private const string SocketSuffix = ".sock";
    private const string SocketInState = "agent.sock";

    /// <summary>Finds agents by this process's environment.</summary>
    public static AgentLocator Default { get; } = new(Environment.GetEnvironmentVariable);

    /// <summary>The folder below which agents keep their state: <c>$XDG_STATE_HOME/swarm</c>.</summary>
    public string StateRoot => Path.Combine(
        Set("XDG_STATE_HOME") ?? Path.Combine(Set("HOME") ?? Path.GetTempPath(), ".local", "state"), "swarm");

    /// <summary>The folder of run-time sockets, <c>$XDG_RUNTIME_DIR/swarm</c>; null when the system has none.</summary>
    public string? RuntimeRoot => Set("XDG_RUNTIME_DIR") is { } folder ? Path.Combine(folder, "swarm") : null;

    /// <summary>
    /// The folder of what the user is to agents that are reached over the network: <c>$XDG_DATA_HOME/swarm/user</c>.
    /// </summary>
    public string UserFolder => Path.Combine(DataRoot, "user");

    /// <summary>The folder below which the user keeps what is precious: <c>$XDG_DATA_HOME/swarm</c>.</summary>
    public string DataRoot => Path.Combine(
        Set("XDG_DATA_HOME") ?? Path.Combine(Set("HOME") ?? Path.GetTempPath(), ".local", "share"), "swarm");

    /// <summary>The state folder of an agent, unless it was started with another.</summary>
    public string StateFolderOf(string name) => Path.Combine(StateRoot, name);

    /// <summary>Where an agent's socket belongs.</summary>
    /// <param name="name">The agent's name.</param>
    /// <param name="stateFolder">Its state folder.</param>
    public string SocketOf(string name, string stateFolder) =>
        RuntimeRoot is { } root ? Path.Combine(root, name + SocketSuffix) : Path.Combine(stateFolder, SocketInState);

    /// <summary>The agents to use.</summary>
    /// <param name="wanted">
    /// What somebody asked for: names, sockets or <c>host:port</c> with commas between. Null for what
    /// <see cref="AgentVariable"/> says, else the first agent of this machine that lives, by name.
    /// </param>
    /// <param name="note">Takes a sentence for people, when there was a choice.</param>
    /// <exception cref="SwarmException">
    /// There is none (<see cref="ErrorCode.PeerUnreachable"/>), or a text is no address.
    /// </exception>
    public IReadOnlyList<AgentAddress> Locate(string? wanted, Action<string>? note = null)
    {
        string? text = string.IsNullOrWhiteSpace(wanted) ? Set(AgentVariable) : wanted;
        if (text is not null)
        {
            return [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(
                Parse)];
        }

        IReadOnlyList<AgentAddress> local = Local();
        if (local.Count == 0)
        {
            throw new SwarmException(
                ErrorCode.PeerUnreachable,
                "No agent runs on this machine. Start one with 'swarm agent start', or name another with --agent or "
                    + "SWARM_AGENT.");
        }

        if (local.Count > 1)
        {
            string others = string.Join(", ", local.Skip(1).Select(agent => agent.Text));
            note?.Invoke($"Using agent '{local[0].Text}'; also here: {others}. Choose with --agent NAME.");
        }

        return [local[0]];
    }

    /// <summary>The agents of this machine whose sockets answer, by name.</summary>
    public IReadOnlyList<AgentAddress> Local() => [.. Sockets()
        .GroupBy(found => found.Name, StringComparer.Ordinal)
        .Select(same => same.First())
        .OrderBy(found => found.Name, StringComparer.Ordinal)
        .Where(found => Answers(found.Path))
        .Select(found => OfSocket(found.Name, found.Path))];

    private AgentAddress Parse(string text)
    {
        if (text.Contains('/') || text.EndsWith(SocketSuffix, StringComparison.Ordinal))
        {
            return OfSocket(text, text);
        }

        int colon = text.LastIndexOf(':');
        if (colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), out ushort port) && port > 0
            && Uri.TryCreate($"https://{text}", UriKind.Absolute, out Uri? uri) && uri.PathAndQuery == "/")
        {
            return new AgentAddress(text, uri) { UserFolder = UserFolder };
        }

        return AgentId.TryParse(text, out _)
            ? OfSocket(text, SocketByName(text))
            : throw new SwarmException(
                ErrorCode.BadReference, $"'{Printable.Of(text)}' is no agent: write its name, the path of its socket, "
                    + "or host:port.");
    }

    private AgentAddress OfSocket(string name, string path) =>
        AgentAddress.OfSocket(name, path) with { UserFolder = UserFolder };

    private string SocketByName(string name) =>
        Sockets().Where(found => found.Name == name).Select(found => found.Path).FirstOrDefault()
        ?? SocketOf(name, StateFolderOf(name));

    private IEnumerable<(string Name, string Path)> Sockets()
    {
        if (RuntimeRoot is { } root && Directory.Exists(root))
        {
            foreach (string path in Directory.EnumerateFiles(root, "*" + SocketSuffix))
            {
                yield return (Path.GetFileNameWithoutExtension(path), path);
            }
        }

        if (Directory.Exists(StateRoot))
        {
            foreach (string folder in Directory.EnumerateDirectories(StateRoot))
            {
                string path = Path.Combine(folder, SocketInState);
                if (File.Exists(path))
                {
                    yield return (Path.GetFileName(folder), path);
                }
            }
        }
    }

    /// <summary>A socket file outlives its agent; only somebody who accepts is there.</summary>
    private static bool Answers(string path)
    {
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (Exception dead) when (dead is SocketException or ArgumentException)
        {
            return false;
        }
    }

    private string? Set(string name) => variable(name) is { Length: > 0 } value ? value : null;
}
