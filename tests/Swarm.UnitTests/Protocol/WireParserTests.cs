using Google.Protobuf.Reflection;
using Swarm.Protocol;
using Swarm.Protocol.V1;
using Xunit;

namespace Swarm.UnitTests.Protocol;

/// <summary>In every message of the contract, a length that lies is found before anything is allocated.</summary>
public sealed class WireParserTests
{
    private const long MaxAllocatedBytes = 1 << 20;

    // A part that claims almost 2 GiB, and in it a field that nobody knows and that claims a little less.
    private static readonly byte[] s_lie = Convert.FromHexString("fdffffff077ab0ffffff07");

    public static TheoryData<string> Carried =>
    [
        .. ControlReflection.Descriptor.Services.Concat(PeerReflection.Descriptor.Services)
            .SelectMany(service => service.Methods)
            .SelectMany(method => new[] { method.InputType, method.OutputType })
            .Where(message => Parts(message).Any())
            .Select(message => message.Name)
            .Distinct(),
    ];

    [Theory]
    [MemberData(nameof(Carried))]
    public void A_length_that_lies_is_refused_and_costs_nothing(string name)
    {
        MessageDescriptor message = Find(name);
        foreach (FieldDescriptor part in Parts(message))
        {
            byte[] bytes = [.. Tag(part), .. s_lie];
            long before = GC.GetAllocatedBytesForCurrentThread();

            FormatException refusal =
                Assert.Throws<FormatException>(() => WireParser.RequireShape(message, bytes));

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocatedBytes);
            Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Carried))]
    public void An_empty_message_and_one_with_unknown_fields_pass(string name)
    {
        WireParser.RequireShape(Find(name), []);
        WireParser.RequireShape(Find(name), Convert.FromHexString("fa3f0161f83f01"));
    }

    private static MessageDescriptor Find(string name) =>
        ControlReflection.Descriptor.MessageTypes.Concat(PeerReflection.Descriptor.MessageTypes)
            .Concat(ModelReflection.Descriptor.MessageTypes)
            .Single(message => message.Name == name);

    private static IEnumerable<FieldDescriptor> Parts(MessageDescriptor message) =>
        message.Fields.InDeclarationOrder().Where(field => field.FieldType == FieldType.Message);

    private static byte[] Tag(FieldDescriptor field) => field.FieldNumber < 16
        ? [(byte)((field.FieldNumber << 3) | 2)]
        : [(byte)(((field.FieldNumber << 3) & 0x78) | 0x82), (byte)(field.FieldNumber >> 4)];
}
