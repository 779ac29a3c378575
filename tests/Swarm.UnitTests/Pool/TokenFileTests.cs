using Swarm.Agent.Pool;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Pool;

/// <summary>The token of a given broker is read, or refused in one line.</summary>
public sealed class TokenFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-token-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_token_is_read_without_its_line_end() =>
        Assert.Equal("t0ken", TokenFile.Read(Write("t0ken\n", OwnerOnly)));

    [Fact]
    public void No_file_is_no_token() => Assert.Null(TokenFile.Read(null));

    [Fact]
    public void What_is_missing_empty_or_open_to_others_is_refused_with_the_remedy()
    {
        Refuses(Path.Combine(_folder, "none"), "pool.tokenFile");
        Refuses(Write(" \n", OwnerOnly), "is empty");
        Refuses(Write("t0ken", OwnerOnly | UnixFileMode.GroupRead), "chmod 600");
    }

    private static void Refuses(string path, string remedy)
    {
        SwarmException refused = Assert.Throws<SwarmException>(() => TokenFile.Read(path));
        Assert.Contains(remedy, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("t0ken", refused.Message, StringComparison.Ordinal);
    }

    private string Write(string text, UnixFileMode mode)
    {
        string path = Path.Combine(_folder, $"{Guid.NewGuid():N}");
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, mode);
        return path;
    }
}
