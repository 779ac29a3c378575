using System.Reflection;
using System.Runtime.CompilerServices;

namespace Swarm.UnitTests.Architecture;

/// <summary>Writes the public types of an assembly as lines, one a member, in a stable order.</summary>
/// <remarks>
/// What the compiler adds to records is left out, and of what protoc makes only the type's name is listed: its
/// contract is the .proto file.
/// </remarks>
internal static class ApiListing
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext s_nullability = new();

    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(char)] = "char",
        [typeof(ushort)] = "ushort",
        [typeof(short)] = "short",
    };

    /// <summary>The lines for some types.</summary>
    public static IEnumerable<string> Of(IEnumerable<Type> types) => types
        .OrderBy(FullName, StringComparer.Ordinal)
        .SelectMany(type => Members(type).Order(StringComparer.Ordinal).Distinct()
            .Select(line => "  " + line).Prepend(Headline(type)));

    private static string Headline(Type type)
    {
        string kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct"
            : IsDelegate(type) ? "delegate" : "class";
        string modifier = kind != "class" ? "" : type is { IsAbstract: true, IsSealed: true } ? "static "
            : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "";
        IEnumerable<string> bases = kind is "enum" or "delegate" ? [] : new[] { type.BaseType }
            .Where(parent => parent is not null && parent != typeof(object) && parent != typeof(ValueType))
            .Concat(type.GetInterfaces().Where(IsOurs).OrderBy(it => it.Name, StringComparer.Ordinal))
            .Select(parent => IsOurs(parent!) ? FullName(parent!) : Name(parent!));
        string list = string.Join(", ", bases);
        return $"{modifier}{kind} {FullName(type)}{(list.Length > 0 ? $" : {list}" : "")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (IsFromProtoc(type))
        {
            return [];
        }

        return type.IsEnum
            ? type.GetEnumNames().Select(name => $"{name} = {Convert.ToInt64(Enum.Parse(type, name))}")
            : type.GetMembers(Declared).Where(member => !IsCompilers(member)).Select(Line)
                .Where(line => line.Length > 0);
    }

    private static string Line(MemberInfo member) => member switch
    {
        FieldInfo field when IsVisible(field) =>
            $"{Kind(field)}{Name(s_nullability.Create(field))} {field.Name}",
        PropertyInfo property when Accessors(property).Length > 0 => Property(property),
        ConstructorInfo { IsStatic: false } made when IsVisible(made) =>
            $"{Access(made)}{Name(made.DeclaringType!)}({Parameters(made)})",
        MethodInfo method when IsVisible(method) && (!method.IsSpecialName || IsOperator(method)) =>
            $"{Access(method)}{Result(method)} {method.Name}{Arguments(method)}({Parameters(method)})",
        EventInfo happening when happening.AddMethod is { } add && IsVisible(add) =>
            $"event {Name(happening.EventHandlerType!)} {happening.Name}",
        _ => "",
    };

    private static string Kind(FieldInfo field) => field.IsLiteral ? "const " : field.IsStatic ? "static " : "";

    private static string Result(MethodInfo method) => Name(s_nullability.Create(method.ReturnParameter));

    private static bool IsOperator(MethodInfo method) => method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static string Property(PropertyInfo property)
    {
        MethodInfo first = Accessors(property)[0];
        bool isIndexer = property.GetIndexParameters().Length > 0;
        string name = isIndexer ? $"this[{Parameters(property.GetMethod ?? first)}]" : property.Name;
        bool isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit))
            ?? false;
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        string verbs = string.Concat(
            Accessors(property).Select(it => it == property.GetMethod ? "get; " : isInit ? "init; " : "set; "));
        return $"{Access(first)}{required}{Name(s_nullability.Create(property))} {name} {{ {verbs}}}";
    }

    private static MethodInfo[] Accessors(PropertyInfo property) =>
        [.. new[] { property.GetMethod, property.SetMethod }.OfType<MethodInfo>().Where(IsVisible)];

    private static string Access(MethodBase method) => (method.IsPublic ? "" : "protected ")
        + (method.DeclaringType!.IsInterface ? "" : method.IsStatic ? "static " : method.IsAbstract ? "abstract "
            : IsOverride(method) ? "override " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "");

    private static bool IsOverride(MethodBase method) =>
        method is MethodInfo { IsVirtual: true } info && info.GetBaseDefinition().DeclaringType != info.DeclaringType;

    private static string Arguments(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(it => it.Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters()
        .Where(it => it.Name != "value" || !method.IsSpecialName).Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string how = parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref "
            : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params "
            : parameter.Position == 0 && parameter.Member.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        string value = !parameter.HasDefaultValue ? "" : parameter.RawDefaultValue switch
        {
            null => parameter.ParameterType.IsValueType ? " = default" : " = null",
            string text => $" = \"{text}\"",
            var other => $" = {other}",
        };
        return $"{how}{Name(s_nullability.Create(parameter))} {parameter.Name}{value}";
    }

    private static string Name(NullabilityInfo info)
    {
        Type type = info.Type.IsByRef ? info.Type.GetElementType()! : info.Type;
        string mark = info.ReadState == NullabilityState.Nullable && !type.IsValueType && !type.IsGenericParameter
            ? "?" : "";
        if (type.IsArray && info.ElementType is { } element)
        {
            return $"{Name(element)}[]{mark}";
        }

        bool isPlain = !type.IsGenericType || Nullable.GetUnderlyingType(type) is not null
            || info.GenericTypeArguments.Length != type.GetGenericArguments().Length;
        return isPlain ? Name(type) + mark
            : $"{Bare(type)}<{string.Join(", ", info.GenericTypeArguments.Select(Name))}>{mark}";
    }

    private static string Name(Type type) =>
        type.IsByRef ? Name(type.GetElementType()!)
        : type.IsArray ? $"{Name(type.GetElementType()!)}[]"
        : Nullable.GetUnderlyingType(type) is { } inner ? $"{Name(inner)}?"
        : s_keywords.TryGetValue(type, out string? keyword) ? keyword
        : type.IsGenericType ? $"{Bare(type)}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : Bare(type);

    private static string Bare(Type type)
    {
        string name = type.Name.Split('`')[0];
        bool isCase = type is { IsNested: true, IsGenericParameter: false } && IsOurs(type);
        return isCase ? $"{Bare(type.DeclaringType!)}.{name}" : name;
    }

    private static string FullName(Type type) =>
        type.IsNested ? $"{FullName(type.DeclaringType!)}.{Last(type)}" : $"{type.Namespace}.{Last(type)}";

    private static string Last(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;

    private static bool IsOurs(Type type) => type.Namespace?.StartsWith("Swarm.", StringComparison.Ordinal) ?? false;

    private static bool IsDelegate(Type type) => type.IsSubclassOf(typeof(Delegate));

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsVisible(FieldInfo field) => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;

    /// <summary>Whether the compiler wrote a member, as it does for records and delegates.</summary>
    private static bool IsCompilers(MemberInfo member)
    {
        bool isGenerated = member.IsDefined(typeof(CompilerGeneratedAttribute)) && member is not PropertyInfo;
        bool isRecords = member.Name is "EqualityContract" or "PrintMembers" or "Deconstruct" or "GetHashCode"
                or "Equals" or "ToString"
            || (member is ConstructorInfo made && IsDelegate(made.DeclaringType!));
        bool isExplicit = member is not ConstructorInfo && member.Name.Contains('.');
        return isGenerated || isRecords || isExplicit || member.Name.Contains('<')
            || (IsDelegate(member.DeclaringType!) && member.Name is "BeginInvoke" or "EndInvoke");
    }

    private static bool IsFromProtoc(Type type) =>
        type.GetInterfaces().Any(it => it.FullName == "Google.Protobuf.IMessage")
        || (type.Assembly.GetName().Name == "Swarm.Protocol"
            && type.Name.EndsWith("Reflection", StringComparison.Ordinal))
        || (type.IsEnum && type.GetFields()
            .Any(it => it.GetCustomAttributesData().Any(a => a.AttributeType.Name == "OriginalNameAttribute")));
}
