using Swarm.Agent.Fabric;
using Swarm.IntegrationTests.Execution;
using Swarm.Model;
using Xunit;

namespace Swarm.IntegrationTests.Fabric;

public sealed class BeneathTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _root;

    public BeneathTests()
    {
        _root = _folder.Below("root");
        Directory.CreateDirectory(_root);
        _folder.Write("outside/secret", "secret");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_link_out_of_the_root_is_refused_and_one_within_is_followed()
    {
        _folder.Write("root/inside/file", "x");
        File.CreateSymbolicLink(_folder.Below("root", "good"), "inside");
        File.CreateSymbolicLink(_folder.Below("root", "bad"), _folder.Below("outside"));
        File.CreateSymbolicLink(_folder.Below("root", "sly"), "../outside/secret");
        File.CreateSymbolicLink(_folder.Below("root", "loop"), "loop");

        Assert.EndsWith("root/inside/file", Beneath.Find(_root, "good/file"), StringComparison.Ordinal);
        Assert.Equal(
            ErrorCode.BadReference, Assert.Throws<SwarmException>(() => Beneath.Find(_root, "bad/secret")).Code);
        Assert.Throws<SwarmException>(() => Beneath.Find(_root, "sly"));
        Assert.Throws<SwarmException>(() => Beneath.Prepare(_root, "bad/new"));
        Assert.Throws<SwarmException>(() => Beneath.Prepare(_root, "loop/new"));
        Assert.Throws<SwarmException>(() => Beneath.Prepare(_root, "inside/file/new"));
        Assert.Null(Beneath.Find(_root, "nothing/here"));
        Assert.EndsWith("root/inside/deeper/new", Beneath.Prepare(_root, "good/deeper/new"), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_a_path_looks_like_it_never_lands_outside_the_root()
    {
        string[] pieces =
        [
            "..", ".", "", "a", "b b", "-rf", "$(touch x)", "..%2f", "…", "%00", "~", "*", "con", "a\\..\\b", "'",
            "\"", "\u202e", "out", new string('y', 255), new string('z', 300), "..\0", "new\nline", "...", "é",
        ];
        Directory.CreateSymbolicLink(_folder.Below("root", "out"), _folder.Below("outside"));
        Random random = new(20240607);
        int made = 0;
        for (int i = 0; i < 3000; i++)
        {
            string path = string.Join(
                '/', Enumerable.Range(0, random.Next(1, 6)).Select(_ => pieces[random.Next(pieces.Length)]));
            try
            {
                string place = Beneath.Prepare(_root, path);
                string? real = FileCalls.RealPath(Path.GetDirectoryName(place)!);
                Assert.True(RefPath.IsWithin(real!, _root), path);
                Assert.Equal(Path.Combine(_root, path), place);
                made++;
            }
            catch (SwarmException refused)
            {
                Assert.Equal(ErrorCode.BadReference, refused.Code);
                Assert.DoesNotContain(refused.Message, char.IsControl);
            }
        }

        Assert.InRange(made, 100, 2900);
        Assert.Equal(["secret"], Directory.GetFileSystemEntries(_folder.Below("outside")).Select(Path.GetFileName));
    }
}
