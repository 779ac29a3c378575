using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Swarm.Model;
using Swarm.Protocol;
using Swarm.UnitTests.Wire;
using Xunit;
using Raw = Swarm.Protocol.V1;

namespace Swarm.UnitTests.Protocol;

public sealed class OutcomeCodecTests
{
    [Fact]
    public void Every_outcome_comes_back_as_it_was() => Check.QuickThrowOnFailure(Prop.ForAll(
        Outcomes.All.ToArbitrary(),
        outcome =>
        {
            byte[] bytes = OutcomeCodec.Encode(outcome).ToByteArray();

            Assert.Equal(Shape.Of(outcome), Shape.Of(OutcomeCodec.Decode(Raw.ActivityOutcome.Parser.ParseFrom(bytes))));
        }));

    [Fact]
    public void A_manifest_that_does_not_fit_its_files_is_refused()
    {
        RefusesManifest(manifest => manifest.Digest = ModelCodec.Encode(Digest.Of([9])));
        RefusesManifest(manifest => manifest.Count++);
        RefusesManifest(manifest => manifest.TotalBytes++);
        RefusesManifest(manifest => manifest.Files[0].SizeBytes++);
        RefusesManifest(manifest => manifest.Files.Add(manifest.Files[0].Clone()));
        RefusesManifest(manifest => manifest.Inline = false);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../a")]
    [InlineData("a/../../b")]
    [InlineData("/a")]
    [InlineData("a\0b")]
    public void An_output_stays_below_its_folder(string path) =>
        RefusesManifest(manifest => manifest.Files[0].Path = path);

    [Fact]
    public void What_is_missing_or_impossible_is_refused()
    {
        Raw.ActivityOutcome unknownCode = new() { Failed = new() { Code = 1000 } };
        Raw.Digest shortDigest = new() { Sha256 = ByteString.CopyFrom(new byte[31]) };

        Assert.Throws<FormatException>(() => OutcomeCodec.Decode((Raw.ActivityOutcome?)null));
        Assert.Throws<FormatException>(() => OutcomeCodec.Decode(new Raw.ActivityOutcome()));
        Assert.Throws<FormatException>(() => OutcomeCodec.Decode(unknownCode));
        Assert.Throws<FormatException>(() => ModelCodec.Decode((Raw.Digest?)null));
        Assert.Throws<FormatException>(() => ModelCodec.Decode(shortDigest));
        Assert.Throws<FormatException>(() => ModelCodec.Decode((Raw.ActivityState)99));
        Assert.Throws<FormatException>(() => ModelCodec.Decode(new Raw.RunFigures { RunMicros = -1 }));
    }

    [Fact]
    public void The_states_on_the_wire_are_those_of_the_model() => Assert.Equal(
        Enum.GetValues<ActivityState>().Select(state => $"{(int)state} {state}"),
        Enum.GetValues<Raw.ActivityState>().Select(state => $"{(int)state} {state}"));

    [Fact]
    public void An_error_code_travels_as_a_number()
    {
        Assert.Equal("102", WireProtocol.TextOf(ErrorCode.CampaignConflict));
        Assert.Equal(ErrorCode.CampaignConflict, WireProtocol.CodeOf("102"));
        Assert.Equal((ErrorCode)299, WireProtocol.CodeOf("299"));
        Assert.Equal(ErrorCode.None, WireProtocol.CodeOf("x"));
        Assert.Equal(ErrorCode.None, WireProtocol.CodeOf(null));
    }

    private static void RefusesManifest(Action<Raw.OutputManifest> spoil)
    {
        OutputFile[] files = [new("a", 3, Digest.Of([1]), false), new("b/c", 4, Digest.Of([2]), true)];
        Raw.OutputManifest wire = OutcomeCodec.Encode(OutputManifest.Of(files));
        Assert.Equal(2, OutcomeCodec.Decode(wire).Count);

        spoil(wire);

        Assert.Throws<FormatException>(() => OutcomeCodec.Decode(wire));
    }
}
