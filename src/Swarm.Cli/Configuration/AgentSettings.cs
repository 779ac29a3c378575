using Microsoft.Extensions.Configuration;
using Swarm.Model;

namespace Swarm.Cli.Configuration;

/// <summary>
/// All settings of an agent from all places: the YAML file, then <c>SWARM_*</c>, then the command line.
/// </summary>
internal sealed class AgentSettings
{
    private const string Prefix = "SWARM_";

    /// <summary>Variables of ours that are no settings of an agent.</summary>
    private static readonly string[] s_others =
    [
        "AGENT", "DEBUG", "DETACHED_LOG", "CAMPAIGN", "CAMPAIGN_", "ACTIVITY", "ATTEMPT", "AGENTDIR", "WORKINGDIR",
        "OUTPUTDIR",
    ];

    private readonly KnownKeys _known;
    private readonly List<Setting> _settings = [];
    private readonly List<string> _problems = [];
    private readonly List<string> _notes = [];

    private AgentSettings(Type options) => _known = new KnownKeys(options);

    /// <summary>The settings that count, one for each key, in order of key.</summary>
    internal IReadOnlyList<Setting> Effective { get; private set; } = [];

    /// <summary>Every key there is, in order.</summary>
    internal IReadOnlyCollection<string> Keys => _known.Patterns;

    /// <summary>
    /// What a person should read: variables that mean no setting. They are no error, for the environment belongs to
    /// others too.
    /// </summary>
    internal IReadOnlyList<string> Notes => _notes;

    /// <summary>The settings as the platform reads them.</summary>
    internal IConfigurationRoot Configuration { get; private set; } = new ConfigurationBuilder().Build();

    /// <summary>Reads all places.</summary>
    /// <param name="options">The options type that names the keys.</param>
    /// <param name="file">The YAML file, or null.</param>
    /// <param name="variables">The environment.</param>
    /// <param name="flags">What the command line says.</param>
    /// <exception cref="HostUnfitException">
    /// Something is wrong; all problems are listed, each with its place.
    /// </exception>
    internal static AgentSettings Read(
        Type options, string? file, IEnumerable<KeyValuePair<string, string>> variables, IEnumerable<Setting> flags)
    {
        AgentSettings settings = new(options);
        settings.Take(file is null ? [] : YamlSettings.Read(file));
        settings.Take(variables.Where(IsSetting).Select(OfVariable));
        settings.Take(flags);
        return settings.Problemless();
    }

    /// <summary>The value of a key that counts, or null.</summary>
    internal string? Get(string key) => Configuration[key];

    private AgentSettings Problemless()
    {
        if (_problems.Count > 0)
        {
            throw new HostUnfitException(string.Join('\n', _problems));
        }

        // A list in a later place replaces an earlier one whole: half of each would be nobody's wish.
        Effective = [.. _settings
            .GroupBy(ListOf, StringComparer.OrdinalIgnoreCase)
            .SelectMany(same => same.Where(setting => setting.Source == same.Max(other => other.Source)))
            .GroupBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase)
            .Select(same => same.Last())
            .OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase)];
        Configuration = new ConfigurationBuilder().Add(new SettingsProvider(Effective)).Build();
        return this;
    }

    private void Take(IEnumerable<Setting> settings)
    {
        foreach (Setting setting in settings)
        {
            if (_known.Find(setting.Key) is { } known)
            {
                _settings.Add(setting with { Key = known });
                if (_known.Objection(known, setting.Value) is { } objection)
                {
                    _problems.Add($"{setting.Place}: {objection}; correct '{KnownKeys.YamlOf(known)}'");
                }
            }
            else
            {
                string nearest = _known.Nearest(setting.Key) is { } hint ? $"; did you mean '{hint}'?"
                    : ". 'swarm agent doctor' lists all settings.";
                List<string> told = setting.Source == SettingSource.Variable ? _notes : _problems;
                string key = Printable.Of(KnownKeys.YamlOf(setting.Key));
                told.Add($"{setting.Place}: there is no setting '{key}'{nearest}");
            }
        }
    }

    private static string ListOf(Setting setting)
    {
        int last = setting.Key.LastIndexOf(':');
        return last > 0 && int.TryParse(setting.Key.AsSpan(last + 1), out _) ? setting.Key[..last] : setting.Key;
    }

    private static bool IsSetting(KeyValuePair<string, string> variable) =>
        variable.Key.StartsWith(Prefix, StringComparison.Ordinal)
        && !s_others.Any(other => other.EndsWith('_')
            ? variable.Key[Prefix.Length..].StartsWith(other, StringComparison.Ordinal)
            : variable.Key[Prefix.Length..] == other);

    private static Setting OfVariable(KeyValuePair<string, string> variable) => new(
        variable.Key[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal),
        variable.Value,
        SettingSource.Variable,
        variable.Key);
}
