using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using Swarm.Core;
using Swarm.Protocol;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Wire;

/// <summary>
/// Writes what a process decided from, and reads it (proto/swarm/v1/recording.proto): messages one after the other,
/// each after its length.
/// </summary>
internal static class RecordingCodec
{
    private const int MaxVarintBytes = 5;
    private const int MoreBit = 0x80;
    private const int BitsPerByte = 7;

    /// <summary>Writes the beginning of a recording.</summary>
    internal static void Write(RecordedProcess process, ArrayBufferWriter<byte> bytes) => Write(
        new V1.RecordedProcess
        {
            Agent = process.Agent.Text,
            Version = process.Version,
            Seed = process.Seed,
            Endpoint = process.Settings.Endpoint,
            MayFound = process.Settings.MayFound,
            Capabilities = MembershipCodec.Write(process.Settings.Capabilities),
            PublicKey = MembershipCodec.Write(process.Settings.PublicKey),
            Rules = MembershipCodec.Write(process.Settings.Rules),
        },
        bytes);

    /// <summary>Writes a step.</summary>
    internal static void Write(RecordedStep step, ArrayBufferWriter<byte> bytes)
    {
        V1.RecordedStep wire = InputCodec.Write(step.Input);
        wire.AtMicros = step.At.Micros;
        wire.EffectsBefore = step.EffectsBefore;
        Write(wire, bytes);
    }

    /// <summary>Reads the beginning of a recording.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    internal static RecordedProcess ReadProcess(Stream recording)
    {
        if (!TryRead(recording, V1.RecordedProcess.Parser, out V1.RecordedProcess? wire))
        {
            throw new FormatException("the recording is empty");
        }

        CoreSettings settings = new()
        {
            Capabilities = MembershipCodec.Read(wire.Capabilities),
            PublicKey = MembershipCodec.Read(wire.PublicKey),
            Rules = MembershipCodec.Read(wire.Rules),
            Endpoint = wire.Endpoint,
            MayFound = wire.MayFound,
        };
        return new RecordedProcess(AgentId.Parse(wire.Agent), wire.Version, wire.Seed, settings);
    }

    /// <summary>Reads the next step; nothing when the recording ends here, in order or torn.</summary>
    /// <exception cref="FormatException">What is there is no step.</exception>
    internal static RecordedStep? ReadStep(Stream recording) =>
        TryRead(recording, V1.RecordedStep.Parser, out V1.RecordedStep? wire)
            ? new RecordedStep(
                new Instant(Checked.Count(wire.AtMicros, "a moment")),
                Checked.Count(wire.EffectsBefore, "a number of effects"),
                InputCodec.Read(wire))
            : null;

    private static void Write(IMessage message, ArrayBufferWriter<byte> bytes)
    {
        for (uint rest = (uint)message.CalculateSize(); ; rest >>= BitsPerByte)
        {
            bytes.GetSpan(1)[0] = (byte)(rest < MoreBit ? rest : rest | MoreBit);
            bytes.Advance(1);
            if (rest < MoreBit)
            {
                break;
            }
        }

        message.WriteTo(bytes);
    }

    private static bool TryRead<T>(Stream recording, MessageParser<T> parser, [NotNullWhen(true)] out T? message)
        where T : class, IMessage<T>, new()
    {
        message = null;
        long sizeBytes = 0;
        for (int i = 0; ; i++)
        {
            int next = recording.ReadByte();
            if (next < 0)
            {
                return false;
            }

            sizeBytes |= (long)(next & (MoreBit - 1)) << (i * BitsPerByte);
            if (next < MoreBit)
            {
                break;
            }

            if (i + 1 == MaxVarintBytes)
            {
                throw new FormatException("the file is no recording: a length in it is wrong");
            }
        }

        if (sizeBytes > recording.Length - recording.Position)
        {
            return false;
        }

        byte[] bytes = new byte[sizeBytes];
        recording.ReadExactly(bytes);
        message = WireParser.Parse(parser, bytes);
        return true;
    }
}
