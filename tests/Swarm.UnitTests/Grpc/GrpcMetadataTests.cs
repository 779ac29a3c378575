using FsCheck;
using FsCheck.Fluent;
using Swarm.Grpc;
using Xunit;

namespace Swarm.UnitTests.Grpc;

public sealed class GrpcMetadataTests
{
    [Fact]
    public void Any_bytes_round_trip_padded_or_not_alone_or_joined() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        ArbMap.Default.ArbFor<byte[]>(),
        (first, second) =>
        {
            GrpcMetadata sent = new() { { "key-bin", first } };
            GrpcMetadata received = [];
            received.AddReceived("key-bin", sent.Single().Value + ", " + Convert.ToBase64String(second));
            return received.Count == 2
                && sent.GetBytes("KEY-bin")!.SequenceEqual(first)
                && received.GetBytes("key-bin")!.SequenceEqual(second);
        }));

    [Fact]
    public void The_last_of_a_name_is_given_and_all_are_kept_in_order()
    {
        GrpcMetadata metadata = new() { { "A", "1" }, { "b", "2" }, { "a", "3" } };
        Assert.Equal("3", metadata.GetText("a"));
        Assert.Null(metadata.GetText("c"));
        Assert.Equal("a=1 b=2 a=3", string.Join(' ', metadata.Select(entry => $"{entry.Key}={entry.Value}")));
    }

    [Theory]
    [InlineData("", "v")]
    [InlineData("a b", "v")]
    [InlineData("ä", "v")]
    [InlineData(":path", "v")]
    [InlineData("grpc-status", "0")]
    [InlineData("te", "trailers")]
    [InlineData("a", "line\nbreak")]
    [InlineData("a", "ä")]
    [InlineData("a-bin", "text")]
    public void What_cannot_travel_is_refused(string name, string value) =>
        Assert.Throws<ArgumentException>(() => new GrpcMetadata { { name, value } });

    [Fact]
    public void Bytes_need_a_name_for_bytes() =>
        Assert.Throws<ArgumentException>(() => new GrpcMetadata { { "a", [1] } });

    [Fact]
    public void Spoilt_base64_is_no_bytes()
    {
        GrpcMetadata metadata = [];
        metadata.AddReceived("a-bin", "?!");
        Assert.Null(metadata.GetBytes("a-bin"));
    }

    [Fact]
    public void Headers_of_the_protocol_are_not_metadata()
    {
        GrpcMetadata metadata = [];
        metadata.AddReceived("Content-Type", "application/grpc");
        metadata.AddReceived("grpc-timeout", "1S");
        metadata.AddReceived(":path", "/");
        Assert.Empty(metadata);
    }
}
