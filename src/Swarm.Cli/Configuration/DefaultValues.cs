using System.Globalization;
using System.Reflection;

namespace Swarm.Cli.Configuration;

/// <summary>What the options say where nobody says anything.</summary>
/// <param name="options">The options type.</param>
internal sealed class DefaultValues(Type options)
{
    private readonly object? _instance = Make(options);

    /// <summary>The default of a key, as text; null when it has none.</summary>
    internal string? Of(string key)
    {
        object? value = _instance;
        foreach (string word in key.Split(':'))
        {
            PropertyInfo? property = value?.GetType().GetProperty(word);
            value = property?.GetValue(value) ?? (property is null ? null : Make(property.PropertyType));
        }

        return value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : value?.ToString();
    }

    /// <summary>
    /// An instance with nothing but defaults; null for what cannot be made without being told something.
    /// </summary>
    private static object? Make(Type type) =>
        type != typeof(string) && type.GetConstructor(Type.EmptyTypes) is not null ? Activator.CreateInstance(
            type) : null;
}
