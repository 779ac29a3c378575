using System.CommandLine;
using Swarm.Cli.Configuration;
using Swarm.Cli.Output;
using Swarm.Sdk;

namespace Swarm.Cli.Agent;

/// <summary>
/// <c>swarm agent doctor</c>: every effective setting and where it came from, and what the host lacks.
/// </summary>
internal static class DoctorCommand
{
    /// <summary>What can be said on the command line.</summary>
    internal sealed record Options(AgentOrder Order);

    internal static Command Create(CommandBinder binder)
    {
        StartFlags flags = new();
        Command command = new("doctor", "Check this host and the settings an agent would have");
        flags.AddTo(command);
        return binder.Bind(command, parsed => new Options(flags.Read(parsed)), RunAsync);
    }

    internal static async Task<int> RunAsync(
        Options options, CommandContext context, CancellationToken cancellationToken)
    {
        AgentPlace place = AgentPlace.Settle(options.Order, context);
        IReadOnlyList<Finding> findings = await new HostChecks(place, context).RunAsync(cancellationToken);
        context.Output.Write(new Report()
            .Table("checks", "checks", Grid.Of(
                findings,
                new Column<Finding>("check", "check", f => Cell.Of(f.Check)),
                new("verdict", "verdict", f => Cell.Of(f.Word, f.Verdict)),
                new("finding", "finding", f => Cell.Of(f.What))))
            .Table("settings", "settings", Grid.Of(
                Settings(place.Settings),
                new Column<Setting>("key", "setting", s => Cell.Of(KnownKeys.YamlOf(s.Key))),
                new("value", "value", s => Cell.Of(s.Value ?? "", s.Place == Default ? Tone.Faint : Tone.Plain)),
                new("source", "from", s => Cell.Of(s.Place, s.Place == Default ? Tone.Faint : Tone.Plain))))
            .InShort(findings.Where(finding => finding.Verdict == Tone.Bad).Select(finding => finding.Check)));
        return findings.Any(finding => finding.Verdict == Tone.Bad) ? ExitCode.HostUnfit : ExitCode.Done;
    }

    private const string Default = "by default";

    /// <summary>What is set, and what is left at its default.</summary>
    private static IEnumerable<Setting> Settings(AgentSettings settings)
    {
        HashSet<string> set = new(settings.Effective.Select(setting => setting.Key), StringComparer.OrdinalIgnoreCase);
        DefaultValues defaults = new(AgentHost.Options);
        return settings.Effective
            .Concat(settings.Keys.Where(key => !key.Contains('*') && !set.Contains(key))
                .Select(key => new Setting(key, defaults.Of(key), SettingSource.File, Default)))
            .OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase);
    }
}
