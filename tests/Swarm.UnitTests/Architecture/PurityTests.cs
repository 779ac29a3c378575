using System.Reflection;
using Swarm.Core;
using Xunit;

namespace Swarm.UnitTests.Architecture;

/// <summary>
/// The core cannot touch the world: no member mentions a task, a clock, chance or I/O. BannedSymbols.txt sees what is
/// called; this sees what is only named in a signature.
/// </summary>
public sealed class PurityTests
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly string[] s_namespaces =
    [
        "System.Threading", "System.IO", "System.Net", "System.Timers", "System.Security.Cryptography",
        "System.Collections.Concurrent", "Microsoft",
    ];

    private static readonly HashSet<string> s_types =
    [
        "System.Random", "System.DateTime", "System.DateTimeOffset", "System.DateOnly", "System.TimeOnly",
        "System.TimeProvider", "System.Guid", "System.HashCode", "System.Environment", "System.Console", "System.GC",
        "System.Diagnostics.Stopwatch",
        "System.Diagnostics.Process", "System.Collections.Immutable.ImmutableDictionary`2",
        "System.Collections.Immutable.ImmutableHashSet`1", "System.Collections.Frozen.FrozenDictionary`2",
        "System.Collections.Frozen.FrozenSet`1",
    ];

    /// <summary>What the platform's nouns are made of, and our own.</summary>
    private static readonly HashSet<string> s_assemblies =
    [
        "System.Runtime", "System.Collections", "System.Collections.Immutable", "System.Linq", "System.Memory",
        "System.Numerics.Vectors", "System.Runtime.InteropServices", "System.Text.Encoding.Extensions", "Swarm.Model",
    ];

    [Fact]
    public void No_member_of_the_core_names_the_world() =>
        Assert.Empty(typeof(Effect).Assembly.GetTypes().SelectMany(Impurities));

    [Fact]
    public void The_core_refers_to_nothing_but_collections_and_the_model() =>
        Assert.Empty(typeof(Effect).Assembly.GetReferencedAssemblies().Select(name => name.Name!).Except(s_assemblies));

    [Fact]
    public void The_core_remembers_nothing_outside_its_objects() =>
        Assert.Empty(typeof(Effect).Assembly.GetTypes().Where(type => !IsGenerated(type))
            .SelectMany(type => type.GetFields(Everything))
            .Where(field => field.IsStatic && !field.IsInitOnly && !field.IsLiteral && !IsGenerated(field))
            .Select(field => $"{field.DeclaringType}.{field.Name}"));

    [Fact]
    public void Impure_members_are_seen()
    {
        string[] seen = [.. Impurities(typeof(Impure))];

        Assert.All(
            typeof(Impure).GetMembers(Everything).Where(member => member is MethodInfo or FieldInfo),
            member => Assert.Contains(seen, line => line.Contains($".{member.Name} ", StringComparison.Ordinal)));
        Assert.Empty(Impurities(typeof(Pure)));
    }

    [Fact]
    public void The_core_brings_its_list_of_banned_words()
    {
        string project = SourceTree.Repository.Find("src/Swarm.Core/Swarm.Core.csproj")!.Text;
        string banned = SourceTree.Repository.Find("src/Swarm.Core/BannedSymbols.txt")!.Text;

        Assert.Contains("<AdditionalFiles Include=\"BannedSymbols.txt\" />", project);
        Assert.All(
            s_namespaces.Where(name => name != "Microsoft").Select(name => $"N:{name};")
                .Concat(["T:System.Random;", "T:System.HashCode;", "M:System.String.GetHashCode;"]),
            symbol => Assert.Contains(symbol, banned));
    }

    private static bool IsGenerated(MemberInfo member) => member.Name.Contains('<');

    private static IEnumerable<string> Impurities(Type type) => type.GetMembers(Everything)
        .SelectMany(member => Named(member).SelectMany(Parts).Where(IsWorldly).Distinct()
            .Select(named => $"{type}.{member.Name} names {named}"))
        .Concat(type.GetInterfaces().Append(type.BaseType ?? type).SelectMany(Parts).Where(IsWorldly)
            .Select(named => $"{type} is {named}"));

    private static IEnumerable<Type> Named(MemberInfo member) => member switch
    {
        FieldInfo field => [field.FieldType],
        PropertyInfo property => [property.PropertyType],
        EventInfo happening => [happening.EventHandlerType!],
        MethodInfo method =>
            [method.ReturnType, .. method.GetParameters().Select(it => it.ParameterType), .. Constraints(method)],
        ConstructorInfo constructor => [.. constructor.GetParameters().Select(it => it.ParameterType)],
        _ => [],
    };

    private static IEnumerable<Type> Constraints(MethodInfo method) =>
        method.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints());

    /// <summary>A type and everything it is made of.</summary>
    private static IEnumerable<Type> Parts(Type type) => type.HasElementType
        ? Parts(type.GetElementType()!)
        : type.GetGenericArguments().Where(argument => !argument.IsGenericParameter).SelectMany(Parts).Append(type);

    private static bool IsWorldly(Type type)
    {
        string name = (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? "";
        return s_types.Contains(name)
            || s_namespaces.Any(space => type.Namespace == space
                || (type.Namespace?.StartsWith(space + ".", StringComparison.Ordinal) ?? false));
    }

    /// <summary>What the core must never look like.</summary>
    private abstract class Impure
    {
        protected Random _chance = Random.Shared;
        protected Func<int, List<CancellationToken[]>> _nested = _ => [];

        protected abstract ValueTask Wait();

        protected abstract void Read(Stream stream);

        protected abstract (int, DateTimeOffset)? Stamp(int number);

        protected abstract T Log<T>(T logger)
            where T : Microsoft.Extensions.Logging.ILogger;

        protected abstract void Name(ref Guid id);
    }

    /// <summary>What the core may look like.</summary>
    private abstract class Pure
    {
        protected abstract IReadOnlyList<(ulong, TimeSpan)> Step(
            ReadOnlySpan<byte> input, SortedDictionary<string, int> state);
    }
}
