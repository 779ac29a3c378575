namespace Swarm.Agent.Broker;

/// <summary>
/// The child broker's files, in a folder that only its owner may enter: port, users, configuration, log and store. The
/// port is chosen once, so that those who joined find it again after a restart.
/// </summary>
internal sealed class BrokerFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    internal BrokerFiles(string stateFolder)
    {
        Folder = Path.Combine(Path.GetFullPath(stateFolder), "broker");
        if (Folder.Any(char.IsControl))
        {
            throw new SwarmException(
                ErrorCode.BrokerUnavailable,
                $"the state folder '{Printable.Of(stateFolder)}' has control characters in its name: choose another");
        }
    }

    /// <summary>Where they all are.</summary>
    internal string Folder { get; }

    /// <summary>The JetStream store.</summary>
    internal string Store => Path.Combine(Folder, "js");

    /// <summary>The configuration.</summary>
    internal string Config => Path.Combine(Folder, "nats.conf");

    /// <summary>Who may use it.</summary>
    internal string Users => Path.Combine(Folder, "users.jsonl");

    /// <summary>What the server says.</summary>
    internal string LogFile => Path.Combine(Folder, "broker.log");

    /// <summary>Where the server writes its process id.</summary>
    internal string PidFile => Path.Combine(Folder, "nats.pid");

    /// <summary>Where the server writes which ports it got.</summary>
    internal string Ports => Path.Combine(Folder, "ports");

    /// <summary>Makes the folders.</summary>
    /// <exception cref="SwarmException">They cannot be made or written to.</exception>
    internal void Prepare()
    {
        try
        {
            Directory.CreateDirectory(Folder, OwnerOnly | UnixFileMode.UserExecute);
            Directory.CreateDirectory(Store);
            Directory.CreateDirectory(Ports);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(e);
        }
    }

    /// <summary>The port, chosen at the first start.</summary>
    internal int Port() => int.Parse(ReadOrChoose("port", () => $"{FreePort.Find()}"));

    /// <summary>Writes the configuration.</summary>
    internal void WriteConfig(string text) => WritePrivately(Config, text);

    /// <summary>The process id the server wrote last, or null.</summary>
    internal int? Pid() =>
        File.Exists(PidFile) && int.TryParse(File.ReadAllText(PidFile), out int pid) ? pid : null;

    /// <summary>The last words of the server, for an error message.</summary>
    internal string LastWords()
    {
        if (!File.Exists(LogFile))
        {
            return "it said nothing";
        }

        string? line = File.ReadLines(LogFile).LastOrDefault(line => !string.IsNullOrWhiteSpace(line));
        return line is null ? "it said nothing" : Printable.Of(line, maxLength: 300);
    }

    /// <summary>Empties the log once it has grown large, and forgets the ports of servers that ended.</summary>
    internal void Tidy(long maxLogBytes)
    {
        if (File.Exists(LogFile) && new FileInfo(LogFile).Length > maxLogBytes)
        {
            File.Move(LogFile, LogFile + ".1", overwrite: true);
        }

        foreach (string stale in Directory.EnumerateFiles(Ports))
        {
            File.Delete(stale);
        }

        File.Delete(PidFile);
    }

    private string ReadOrChoose(string name, Func<string> choose)
    {
        string path = Path.Combine(Folder, name);
        try
        {
            if (!File.Exists(path))
            {
                WritePrivately(path, choose());
            }

            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(e);
        }
    }

    // Never half written: the draft gets its content and its mode before it gets the name.
    private void WritePrivately(string path, string text)
    {
        string draft = path + ".draft";
        try
        {
            File.Delete(draft);
            FileStreamOptions options = new()
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = OwnerOnly,
            };
            using (StreamWriter writer = new(draft, options))
            {
                writer.Write(text);
                writer.Flush();
                ((FileStream)writer.BaseStream).Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(e);
        }
    }

    private SwarmException Unwritable(Exception e) => new(
        ErrorCode.BrokerUnavailable,
        $"the broker's folder '{Folder}' cannot be written ({e.Message}): "
        + "give it to this user, free some space, or name another state folder",
        e);
}
