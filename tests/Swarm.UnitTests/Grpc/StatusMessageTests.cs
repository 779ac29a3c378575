using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Swarm.Grpc;
using Xunit;

namespace Swarm.UnitTests.Grpc;

public sealed class StatusMessageTests
{
    [Fact]
    public void Any_text_round_trips_as_printable_ascii() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<string>(),
        text =>
        {
            // A lone surrogate is no text; UTF-8 writes the replacement for it.
            string valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
            string encoded = StatusMessage.Encode(text ?? "");
            return !encoded.AsSpan().ContainsAnyExceptInRange(' ', '~') && StatusMessage.Decode(encoded) == valid;
        }));

    [Theory]
    [InlineData("all right: (yes) [no] \"ok\" +&=?#/", "all right: (yes) [no] \"ok\" +&=?#/")]
    [InlineData("100%", "100%25")]
    [InlineData("a\r\nb\t\u007f", "a%0D%0Ab%09%7F")]
    [InlineData("☃", "%E2%98%83")]
    public void Only_what_must_be_escaped_is(string text, string encoded)
    {
        Assert.Equal(encoded, StatusMessage.Encode(text));
        Assert.Equal(text, StatusMessage.Decode(encoded));
    }

    [Theory]
    [InlineData("50% of", "50% of")]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%zz%41", "%zzA")]
    [InlineData("%e2%98%83", "☃")]
    public void A_spoilt_escape_stands_for_itself(string encoded, string text) =>
        Assert.Equal(text, StatusMessage.Decode(encoded));

    [Fact]
    public void A_long_message_is_cut_between_two_characters()
    {
        string encoded = StatusMessage.Encode(new string('☃', 10_000));
        Assert.InRange(encoded.Length, 4000, StatusMessage.LargestEncodedSizeBytes);
        Assert.All(StatusMessage.Decode(encoded), c => Assert.Equal('☃', c));
    }
}
