using Microsoft.Extensions.Configuration;

namespace Swarm.Cli.Configuration;

/// <summary>Gives settings that were read and checked to the platform's configuration.</summary>
internal sealed class SettingsProvider : ConfigurationProvider, IConfigurationSource
{
    internal SettingsProvider(IEnumerable<Setting> settings)
    {
        foreach (Setting setting in settings)
        {
            Data[setting.Key] = setting.Value;
        }
    }

    /// <inheritdoc/>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
}
