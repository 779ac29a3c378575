using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.Model;
using Swarm.Simulation;
using Xunit;

namespace Swarm.UnitTests.Wire;

public sealed class RecordingCodecTests
{
    private static readonly RecordedProcess s_process = new(
        AgentId.Parse("a"),
        "1.2.3",
        ulong.MaxValue - 1,
        new CoreSettings
        {
            Capabilities = new(["noop"], ["t"], ["A"], new Resources(3000, 1L << 40, 2), 1500),
            PublicKey = StandInSignatures.KeyOf(AgentId.Parse("a")),
            Endpoint = "a:1",
            MayFound = true,
        });

    private static Gen<RecordedStep[]> Recordings =>
        (from micros in Nouns.Longs
         from effects in Nouns.Ints
         from input in Inputs.All
         select new RecordedStep(new Instant(micros), effects, input)).ArrayOf();

    [Fact]
    public void The_generator_leaves_no_case_out()
    {
        HashSet<Type> made = [.. Inputs.All.Sample(3000).Select(input => input.GetType())];

        Assert.Equal(typeof(AgentInput).GetNestedTypes().ToHashSet(), made);
    }

    [Fact]
    public void Every_recording_comes_back_as_it_was() => Check.QuickThrowOnFailure(Prop.ForAll(
        Recordings.ToArbitrary(),
        steps =>
        {
            using MemoryStream recording = new(Write(steps));

            Assert.Equal(Shape.Of(s_process), Shape.Of(RecordingCodec.ReadProcess(recording)));
            Assert.Equal(Shape.Of(steps), Shape.Of(ReadAll(recording)));
        }));

    [Fact]
    public void A_torn_recording_is_read_up_to_its_last_whole_step() => Check.QuickThrowOnFailure(Prop.ForAll(
        Recordings.Where(steps => steps.Length > 0).ToArbitrary(),
        Gen.Choose(1, int.MaxValue).ToArbitrary(),
        (steps, cut) =>
        {
            byte[] whole = Write(steps);
            int begin = Write([]).Length;
            using MemoryStream recording = new(whole, 0, begin + (cut % (whole.Length - begin)));
            RecordingCodec.ReadProcess(recording);

            RecordedStep[] read = ReadAll(recording);

            Assert.True(read.Length < steps.Length);
            Assert.Equal(Shape.Of(steps[..read.Length]), Shape.Of(read));
        }));

    [Fact]
    public void What_is_no_recording_is_refused_in_the_documented_way_only() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(
            Damage.To(Recordings.Select(Write)).ToArbitrary(),
            bytes =>
            {
                Exception? refusal = Record.Exception(() =>
                {
                    using MemoryStream recording = new(bytes);
                    RecordingCodec.ReadProcess(recording);
                    ReadAll(recording);
                });

                Assert.True(refusal is null or FormatException or SwarmException, refusal?.ToString());
            }));

    private static byte[] Write(RecordedStep[] steps)
    {
        ArrayBufferWriter<byte> bytes = new();
        RecordingCodec.Write(s_process, bytes);
        Array.ForEach(steps, step => RecordingCodec.Write(step, bytes));
        return bytes.WrittenSpan.ToArray();
    }

    private static RecordedStep[] ReadAll(Stream recording)
    {
        List<RecordedStep> steps = [];
        while (RecordingCodec.ReadStep(recording) is { } step)
        {
            steps.Add(step);
        }

        return [.. steps];
    }
}
