using System.CommandLine;
using Swarm.Cli.Configuration;

namespace Swarm.Cli.Agent;

/// <summary>The flags by which an agent is configured, common to <c>start</c> and <c>doctor</c>.</summary>
internal sealed class StartFlags
{
    private readonly Option<FileInfo?> _config = new("--config", "-c")
    {
        Description = "The agent's YAML file",
        HelpName = "FILE",
    };

    private readonly (Option<string?> Option, string Key)[] _values =
    [
        (new("--name") { Description = "The agent's name, unique in its swarm", HelpName = "NAME" }, "Name"),
        (new("--secret-file") { Description = "A file with the swarm's secret", HelpName = "FILE" }, "SecretFile"),
        (new("--state") { Description = "The agent's state folder", HelpName = "DIR" }, "State"),
        (new("--port") { Description = "The port for peers; 0 for any free one", HelpName = "PORT" }, "Port"),
        (new("--record") { Description = "A new file for all it decides from, to replay it", HelpName = "FILE" },
            "Record"),
    ];

    private readonly Option<string[]> _join = new("--join")
    {
        Description = "An agent of the swarm to join; may be given several times",
        HelpName = "HOST:PORT",
    };

    private readonly Option<bool> _acceptDataLoss = new("--accept-data-loss")
    {
        Description = "Run although a power cut may lose what the broker acknowledged",
    };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "Any other setting, as the YAML file would have it; may be given several times",
        HelpName = "KEY=VALUE",
    };

    /// <summary>Adds the flags to a command.</summary>
    internal void AddTo(Command command)
    {
        command.Add(_config);
        foreach ((Option<string?> option, _) in _values)
        {
            command.Add(option);
        }

        command.Add(_join);
        command.Add(_acceptDataLoss);
        command.Add(_set);
    }

    /// <summary>Reads what was said.</summary>
    /// <exception cref="FormatException">A <c>--set</c> has no '='.</exception>
    internal AgentOrder Read(ParseResult parsed)
    {
        List<Setting> flags = [];
        foreach ((Option<string?> option, string key) in _values)
        {
            if (parsed.GetValue(option) is { } value)
            {
                flags.Add(new Setting(key, value, SettingSource.Flag, option.Name));
            }
        }

        flags.AddRange((parsed.GetValue(_join) ?? []).Select(
            (value, i) => new Setting($"Join:{i}", value, SettingSource.Flag, _join.Name)));
        if (parsed.GetValue(_acceptDataLoss))
        {
            flags.Add(new Setting("AcceptDataLoss", "true", SettingSource.Flag, _acceptDataLoss.Name));
        }

        flags.AddRange((parsed.GetValue(_set) ?? []).Select(OfSet));
        return new AgentOrder(parsed.GetValue(_config)?.FullName, flags);
    }

    private static Setting OfSet(string text)
    {
        int equals = text.IndexOf('=');
        return equals > 0
            ? new Setting(
                text[..equals].Replace('.', ':'), text[(equals + 1)..], SettingSource.Flag, $"--set {text[..equals]}")
            : throw new FormatException($"'--set {text}' has no value. Write --set key=value.");
    }
}
