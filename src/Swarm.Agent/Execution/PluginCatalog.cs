using Swarm.Plugins;

namespace Swarm.Agent.Execution;

/// <summary>The plugins of this agent, by name.</summary>
internal sealed class PluginCatalog
{
    private readonly SortedDictionary<string, IActivityPlugin> _plugins = new(StringComparer.Ordinal);

    /// <summary>Takes plugins; of two with one name the later is refused.</summary>
    /// <exception cref="SwarmException">Two plugins have one name.</exception>
    internal PluginCatalog(IEnumerable<IActivityPlugin> plugins)
    {
        foreach (IActivityPlugin plugin in plugins)
        {
            if (!_plugins.TryAdd(plugin.Name, plugin))
            {
                throw new SwarmException(
                    ErrorCode.PluginFailed, $"two plugins are called '{Printable.Of(plugin.Name)}'; take one out");
            }
        }
    }

    /// <summary>The names, in order.</summary>
    internal IReadOnlyList<string> Names => [.. _plugins.Keys];

    /// <summary>The plugins, in order of their names.</summary>
    internal IEnumerable<IActivityPlugin> Plugins => _plugins.Values;

    /// <summary>The plugin of this name, or null.</summary>
    internal IActivityPlugin? Find(string name) => _plugins.GetValueOrDefault(name);

    /// <summary>What each plugin finds on this machine. One that fails is not usable, and says why.</summary>
    internal async ValueTask<IReadOnlyDictionary<string, PluginReport>> ReportAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, PluginReport> reports = new(StringComparer.Ordinal);
        foreach ((string name, IActivityPlugin plugin) in _plugins)
        {
            reports[name] = await PluginCall.ReportAsync(plugin, cancellationToken);
        }

        return reports;
    }
}
