using System.Collections;
using System.ComponentModel;
using System.Reflection;
using Swarm.Model;

namespace Swarm.Cli.Configuration;

/// <summary>
/// The keys a configuration may have, read from the options types themselves, so that a setting that nobody reads is an
/// error and not a silence.
/// </summary>
internal sealed class KnownKeys
{
    private const string AnyKey = "*";

    private readonly SortedDictionary<string, Type> _types = new(StringComparer.OrdinalIgnoreCase);

    internal KnownKeys(Type options) => Collect("", options);

    /// <summary>All keys; <c>*</c> stands for a number in a list or a key of the user's own.</summary>
    internal IReadOnlyCollection<string> Patterns => _types.Keys;

    /// <summary>The key in the spelling of the options, if there is one: case, '-' and '_' do not matter.</summary>
    internal string? Find(string key) => FindPattern(key) is { } pattern
        ? string.Join(':', pattern.Split(':').Zip(key.Split(':'), (part, word) => part == AnyKey ? word : part))
        : null;

    /// <summary>What speaks against a value of a known key; null when nothing does.</summary>
    internal string? Objection(string key, string? value)
    {
        Type type = FindPattern(key) is { } pattern ? _types[pattern] : typeof(string);
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        return value is null || plain == typeof(string) || IsValid(plain, value)
            ? null
            : $"'{Printable.Of(value, 40)}' is no {Describe(plain)}";
    }

    private string? FindPattern(string key)
    {
        string[] words = key.Split(':');
        foreach (string pattern in _types.Keys)
        {
            string[] parts = pattern.Split(':');
            if (parts.Length == words.Length
                && parts.Zip(words).All(pair => pair.First == AnyKey || IsSame(pair.First, pair.Second)))
            {
                return pattern;
            }
        }

        return null;
    }

    /// <summary>The known key that looks most like an unknown one, as YAML writes it; null when none does.</summary>
    internal string? Nearest(string key)
    {
        string plain = Plain(key);
        (string Pattern, int Distance) best = _types.Keys
            .Select(pattern => (pattern, EditDistance.Of(plain, Plain(pattern))))
            .DefaultIfEmpty(("", int.MaxValue))
            .MinBy(pair => pair.Item2);
        return best.Distance <= Math.Max(2, plain.Length / 3) ? YamlOf(best.Pattern) : null;
    }

    /// <summary>A key as YAML writes it: <c>pool.maxBytes</c>.</summary>
    internal static string YamlOf(string key) => string.Join('.', key.Split(':').Select(word =>
        word.Length > 0 ? char.ToLowerInvariant(word[0]) + word[1..] : word));

    // A word of a choice may be written in any case, as a key may.
    private static bool IsValid(Type type, string value) => type.IsEnum
        ? Enum.GetNames(type).Contains(value, StringComparer.OrdinalIgnoreCase)
        : TypeDescriptor.GetConverter(type).IsValid(value);

    private static string Describe(Type type) =>
        type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "time such as 00:00:30"
        : type == typeof(double) ? "number"
        : type.IsPrimitive ? "whole number that fits"
        : type.Name;

    private static bool IsSame(string known, string word) => Plain(known).Equals(Plain(word), StringComparison.Ordinal);

    private static string Plain(string key) =>
        new([.. key.Where(c => c is not ('-' or '_')).Select(char.ToLowerInvariant)]);

    private void Collect(string key, Type type)
    {
        if (ElementOf(type) is { } element)
        {
            Collect(key + ":" + AnyKey, element);
        }
        else if (IsLeaf(type))
        {
            _types[key] = type;
        }
        else
        {
            foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.SetMethod is not null))
            {
                Collect(key.Length == 0 ? property.Name : $"{key}:{property.Name}", property.PropertyType);
            }
        }
    }

    private static bool IsLeaf(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsPrimitive || plain.IsEnum || plain == typeof(string) || plain == typeof(decimal)
            || plain.Namespace == "System";
    }

    /// <summary>What a list or a dictionary with free keys holds.</summary>
    private static Type? ElementOf(Type type) =>
        type == typeof(string) || !typeof(IEnumerable).IsAssignableFrom(type) ? null
        : type.IsArray ? type.GetElementType()
        : type.GetGenericArguments().LastOrDefault();
}
