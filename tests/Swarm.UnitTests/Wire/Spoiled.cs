using System.Collections;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Swarm.UnitTests.Wire;

/// <summary>
/// Generators of messages that parse but say something impossible: a few fields somewhere in them are taken away or
/// put to the edges of their range. A sender can do this on purpose; flipped bits rarely do.
/// </summary>
internal static class Spoiled
{
    internal static Gen<T> From<T>(Gen<T> good)
        where T : IMessage<T> =>
        from message in good
        from choices in Gen.Choose(0, int.MaxValue).Four().ListOf(3)
        select choices.Aggregate(message.Clone(), (spoiled, choice) => Spoil(spoiled, choice));

    /// <summary>Spoils one field of a message, which one being up to the choice.</summary>
    internal static T Spoil<T>(T message, (int Part, int Field, int Value, int Place) choice)
        where T : IMessage
    {
        // Every kind of part is as likely as any other, however many there are of it.
        IMessage[][] kinds = [.. PartsOf(message).GroupBy(part => part.Descriptor).Select(kind => kind.ToArray())];
        IMessage[] kind = kinds[choice.Part % kinds.Length];
        IMessage part = kind[choice.Place % kind.Length];
        IList<FieldDescriptor> fields = part.Descriptor.Fields.InDeclarationOrder();
        FieldDescriptor field = fields.Count > 0 ? fields[choice.Field % fields.Count] : null!;
        if (field is null || field.IsMap)
        {
            return message;
        }

        object? edge = EdgeOf(field, choice.Value);
        if (field.IsRepeated)
        {
            SpoilList((IList)field.Accessor.GetValue(part), edge, choice.Place);
        }
        else if (edge is null)
        {
            field.Accessor.Clear(part);
        }
        else
        {
            field.Accessor.SetValue(part, edge);
        }

        return message;
    }

    private static void SpoilList(IList list, object? edge, int place)
    {
        if (list.Count > 0 && (edge is null || place % 3 == 0))
        {
            list.RemoveAt(place / 3 % list.Count);
        }
        else if (list.Count > 0 && place % 3 == 1)
        {
            list[place / 3 % list.Count] = edge;
        }
        else if (edge is not null)
        {
            list.Add(edge);
        }
    }

    private static object? EdgeOf(FieldDescriptor field, int choice) => field.FieldType switch
    {
        FieldType.Int32 => new object?[] { -1, int.MinValue, int.MaxValue, 1, null }[choice % 5],
        FieldType.Int64 => new object?[] { -1L, long.MinValue, long.MaxValue, 1L, null }[choice % 5],
        FieldType.UInt64 => new object?[] { ulong.MaxValue, 1UL, null }[choice % 3],
        FieldType.Bool => choice % 2 == 0,
        FieldType.String => new object?[] { "", "\0", "A b", "../..", "://x", "@", null }[choice % 7],
        FieldType.Bytes => new object?[] { ByteString.Empty, ByteString.CopyFrom(new byte[33]), null }[choice % 3],
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, new[] { -1, 1, 99 }[choice % 3]),
        FieldType.Message when choice % 2 == 0 => field.MessageType.Parser.ParseFrom(ByteString.Empty),
        _ => null,
    };

    private static IEnumerable<IMessage> PartsOf(IMessage message)
    {
        yield return message;
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            bool holdsMessages = field.FieldType == FieldType.Message && !field.IsMap;
            IEnumerable<IMessage> inner = (holdsMessages ? field.Accessor.GetValue(message) : null) switch
            {
                IMessage one => [one],
                IEnumerable many => many.Cast<IMessage>(),
                _ => [],
            };
            foreach (IMessage part in inner.SelectMany(PartsOf))
            {
                yield return part;
            }
        }
    }
}
