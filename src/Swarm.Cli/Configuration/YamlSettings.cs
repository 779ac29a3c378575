using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Swarm.Cli.Configuration;

/// <summary>
/// Reads an agent's YAML into settings, each with the line it was written in. Lists become numbered keys, as
/// configuration has them.
/// </summary>
internal sealed class YamlSettings(string file)
{
    private readonly List<Setting> _settings = [];
    private readonly string _shortName = Path.GetFileName(file);

    /// <summary>Reads the file.</summary>
    /// <exception cref="HostUnfitException">It is not there, or no YAML; the message names the line.</exception>
    internal static IReadOnlyList<Setting> Read(string file)
    {
        try
        {
            using StreamReader text = new(file);
            return new YamlSettings(file).Read(text);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new HostUnfitException(
                $"The configuration '{file}' cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>Reads YAML from a text.</summary>
    internal IReadOnlyList<Setting> Read(TextReader text)
    {
        YamlStream stream = [];
        try
        {
            stream.Load(text);
        }
        catch (YamlException malformed)
        {
            throw new HostUnfitException(
                $"{file}:{malformed.Start.Line}:{malformed.Start.Column}: this is no YAML: "
                    + $"{malformed.InnerException?.Message ?? malformed.Message}",
                malformed);
        }
        catch (InvalidOperationException lost)
        {
            // The reader loses its way behind a list that is not closed, and does not say where.
            throw new HostUnfitException($"{file}: this is no YAML: a list or a quote is not closed.", lost);
        }

        if (stream.Documents.Count > 1)
        {
            throw new HostUnfitException($"{file}: one agent has one document; take the '---' out.");
        }

        if (stream.Documents.Count == 1 && stream.Documents[0].RootNode is not YamlScalarNode { Value: null or "" })
        {
            Take("", RootOf(stream.Documents[0]));
        }

        return _settings;
    }

    private YamlMappingNode RootOf(YamlDocument document) => document.RootNode as YamlMappingNode
        ?? throw new HostUnfitException($"{file}:{document.RootNode.Start.Line}: write 'key: value' lines.");

    private void Take(string key, YamlNode node)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                foreach ((YamlNode name, YamlNode value) in mapping.Children)
                {
                    string word = (name as YamlScalarNode)?.Value
                        ?? throw new HostUnfitException($"{file}:{name.Start.Line}: a key is a word.");
                    Take(Join(key, word), value);
                }

                break;
            case YamlSequenceNode sequence:
                for (int i = 0; i < sequence.Children.Count; i++)
                {
                    Take(
                        Join(key, i.ToString(System.Globalization.CultureInfo.InvariantCulture)), sequence.Children[i]);
                }

                break;
            case YamlScalarNode scalar:
                _settings.Add(
                    new Setting(key, ValueOf(scalar), SettingSource.File, $"{_shortName}:{scalar.Start.Line}"));
                break;
        }
    }

    private static string Join(string key, string word) => key.Length == 0 ? word : $"{key}:{word}";

    private static string? ValueOf(YamlScalarNode scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is null or "" or "null" or "~" ? null : scalar.Value;
}
