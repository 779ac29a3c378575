using FsCheck;
using FsCheck.Fluent;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Model;

/// <summary>References: what is written is what is read, and nothing leaves its root.</summary>
public sealed class DataRefTests
{
    [Theory]
    [InlineData("@agentdir/images", typeof(DataRef.Folder))]
    [InlineData("@workingdir/models/best", typeof(DataRef.Folder))]
    [InlineData("B://file_2", typeof(DataRef.At))]
    [InlineData("B:///etc/hosts", typeof(DataRef.At))]
    [InlineData("tag:gpu://x", typeof(DataRef.At))]
    [InlineData("rsync://archive/M17/Sky.fits", typeof(DataRef.Uri))]
    [InlineData("file:///data/x", typeof(DataRef.Uri))]
    [InlineData("data/a.txt", typeof(DataRef.Relative))]
    [InlineData("activity://train%20ml%20models/best.onnx", typeof(DataRef.Output))]
    public void What_is_read_is_written_the_same(string text, Type kind)
    {
        DataRef reference = DataRef.Parse(text);
        Assert.IsType(kind, reference);
        Assert.Equal(text, reference.ToString());
        Assert.Equal(reference, DataRef.Parse(reference.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData("a/../../b")]
    [InlineData("@agentdir/../x")]
    [InlineData("@nowhere/x")]
    [InlineData("B://../x")]
    [InlineData("/etc/passwd")]
    [InlineData("file://relative")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("://x")]
    [InlineData(":///x")]
    [InlineData("tag:://x")]
    public void What_leaves_its_root_is_refused(string text) =>
        Assert.Throws<FormatException>(() => DataRef.Parse(text));

    [Fact]
    public void No_text_at_all_gives_a_path_that_leaves_its_root() =>
        Prop.ForAll(
            Gen.Elements("..", ".", "", "a", "b c", "@agentdir", "B:", ":", "tag:", "/", "%2f", "$(x)").ArrayOf()
                .Select(parts => string.Join('/', parts)).ToArbitrary(),
            text =>
            {
                try
                {
                    DataRef reference = DataRef.Parse(text);
                    string path = reference switch
                    {
                        DataRef.Folder folder => folder.Path,
                        DataRef.At place => place.Path,
                        DataRef.Relative relative => relative.Path,
                        _ => "",
                    };
                    Assert.DoesNotContain("..", path.Split('/'));
                    Assert.False(path.StartsWith('/'));
                    Assert.False(reference is DataRef.At at && at.Place == Placement.Anywhere, text);
                }
                catch (FormatException refused)
                {
                    Assert.NotEmpty(refused.Message);
                }
            }).QuickCheckThrowOnFailure();
}
