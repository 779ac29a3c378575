using System.Collections;
using Swarm.Cli.Configuration;
using Swarm.Model;

namespace Swarm.Cli.Agent;

/// <summary>Who an agent is on this host: its name, its folders and all its settings.</summary>
/// <param name="Name">Its name.</param>
/// <param name="StateFolder">The full path of its state folder.</param>
/// <param name="Socket">The full path of its control socket.</param>
/// <param name="Settings">All settings, these three included.</param>
internal sealed record AgentPlace(string Name, string StateFolder, string Socket, AgentSettings Settings)
{
    private const string NameKey = "Name";
    private const string StateKey = "State";
    private const string SocketKey = "Socket";

    /// <summary>The file that everything a detached agent says goes to.</summary>
    internal string LogFile => Path.Combine(StateFolder, LogFileName);

    /// <summary>The name of the log file in a state folder.</summary>
    internal static string LogFileName => "agent.log";

    /// <summary>Settles who an agent is: what is not configured follows from the host.</summary>
    /// <exception cref="HostUnfitException">A setting is wrong.</exception>
    internal static AgentPlace Settle(AgentOrder order, CommandContext context)
    {
        KeyValuePair<string, string>[] variables =
        [
            .. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .Select(pair => KeyValuePair.Create((string)pair.Key, pair.Value as string ?? "")),
        ];
        AgentSettings read = AgentSettings.Read(AgentHost.Options, order.ConfigFile, variables, order.Flags);
        string name = read.Get(NameKey) ?? NameOfHost();
        if (!AgentId.TryParse(name, out _))
        {
            throw new HostUnfitException(
                $"'{Printable.Of(name)}' is no agent name: use 1 to {AgentId.MaxLength} of a-z, 0-9, '-' and '_' with "
                    + "--name.");
        }

        string state = Path.GetFullPath(read.Get(StateKey) ?? context.Locator.StateFolderOf(name));
        string socket = Path.GetFullPath(read.Get(SocketKey) ?? context.Locator.SocketOf(name, state));
        Setting[] settled =
        [
            .. order.Flags.Where(flag => flag.Key is not (NameKey or StateKey or SocketKey)),
            new(NameKey, name, SettingSource.Flag, PlaceOf(read, NameKey)),
            new(StateKey, state, SettingSource.Flag, PlaceOf(read, StateKey)),
            new(SocketKey, socket, SettingSource.Flag, PlaceOf(read, SocketKey)),
        ];
        return new AgentPlace(
            name, state, socket, AgentSettings.Read(AgentHost.Options, order.ConfigFile, variables, settled));
    }

    private static string PlaceOf(AgentSettings settings, string key) =>
        settings.Effective.FirstOrDefault(setting => setting.Key == key)?.Place ?? "by default";

    /// <summary>The name of an agent that was given none: its host's, as far as that is one.</summary>
    internal static string NameOfHost()
    {
        string name = new([.. Environment.MachineName.ToLowerInvariant().Split('.')[0]
            .Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_').Take(AgentId.MaxLength)]);
        return AgentId.TryParse(name, out _) ? name : "agent";
    }
}
