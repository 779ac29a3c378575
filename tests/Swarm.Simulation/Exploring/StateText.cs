using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Scheduling;

namespace Swarm.Simulation.Exploring;

/// <summary>
/// Writes down all that an object holds, so that two states can be told apart or found the same. Names of members are
/// written as somebody else's on demand: states that differ by such a swap alone are one state.
/// </summary>
/// <param name="name">The name to write for an agent.</param>
internal sealed class StateText(Func<AgentId, string> name)
{
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> s_fields = new();

    // The same for all, or told to those who watch alone.
    private static readonly Type[] s_constant =
    [
        typeof(CoreSettings), typeof(LogFold), typeof(Committee), typeof(RoundSeat), typeof(AppendTable),
        typeof(ProofBook), typeof(Patience),
    ];
    private static readonly string[] s_watched = ["TimedOut", "DecidedCount", "Began", "DecidedAt", "IsNoted"];

    /// <summary>The text of an object.</summary>
    internal string Of(object value)
    {
        StringBuilder text = new();
        Write(value, text);
        return text.ToString();
    }

    private void Write(object? value, StringBuilder text)
    {
        switch (value)
        {
            case null:
                text.Append('-');
                break;
            case AgentId agent:
                text.Append(name(agent));
                break;
            case Digest digest:
                text.Append(digest.Prefix.ToString("x"));
                break;
            case Instant:
                text.Append('t');
                break;
            case ReadOnlyMemory<byte> bytes:
                text.Append(Convert.ToHexString(bytes.Span));
                break;
            case string or bool or Enum:
            case var number when number.GetType().IsPrimitive:
                text.Append(value);
                break;
            case VoteSet votes:
                WriteSorted(((IEnumerable)FieldsOf(typeof(VoteSet))[0].GetValue(votes)!).Cast<object>(), text);
                break;
            case IDictionary or ISet<int>:
                WriteSorted(((IEnumerable)value).Cast<object>(), text);
                break;
            case IEnumerable parts:
                WriteAll(parts.Cast<object?>(), text);
                break;
            default:
                WriteFields(value, text);
                break;
        }
    }

    private void WriteSorted(IEnumerable<object> parts, StringBuilder text) =>
        text.Append('{').AppendJoin(',', parts.Select(Of).Order(StringComparer.Ordinal)).Append('}');

    private void WriteAll(IEnumerable<object?> parts, StringBuilder text)
    {
        text.Append('[');
        foreach (object? part in parts)
        {
            Write(part, text);
            text.Append(',');
        }

        text.Append(']');
    }

    private void WriteFields(object value, StringBuilder text)
    {
        text.Append('(');
        foreach (FieldInfo field in FieldsOf(value.GetType()))
        {
            Write(field.GetValue(value), text);
            text.Append(' ');
        }

        text.Append(')');
    }

    private static FieldInfo[] FieldsOf(Type type) => s_fields.GetOrAdd(type, static known =>
    [
        .. known.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(field => !s_constant.Contains(field.FieldType))
            .Where(field => !s_watched.Any(watched => field.Name.Contains($"<{watched}>", StringComparison.Ordinal)))
            .OrderBy(field => field.Name, StringComparer.Ordinal),
    ]);
}
