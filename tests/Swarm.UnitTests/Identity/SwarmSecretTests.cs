using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent.Identity;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Identity;

/// <summary>The secret's file: made once, readable by its owner only, and exactly as long as it is.</summary>
public sealed class SwarmSecretTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-secret-").FullName;

    private string File1 => Path.Combine(_folder, "swarm.secret");

    [Fact]
    public void The_founder_makes_it_once_for_its_owner_only()
    {
        SwarmSecret made = SwarmSecret.LoadOrCreate(File1, NullLogger.Instance);
        byte[] bytes = File.ReadAllBytes(File1);
        SwarmSecret again = SwarmSecret.LoadOrCreate(File1, NullLogger.Instance);

        Assert.Equal(SwarmSecret.SizeBytes, bytes.Length);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(File1));
        Assert.Equal(bytes, File.ReadAllBytes(File1));
        Assert.Equal([File1], Directory.GetFiles(_folder));
        Assert.True(again.Accepts(made.Prove("x"u8), "x"u8));
    }

    [Fact]
    public void Two_secrets_differ_and_so_do_their_proofs()
    {
        SwarmSecret one = new(RandomBytes.New(SwarmSecret.SizeBytes));
        SwarmSecret two = new(RandomBytes.New(SwarmSecret.SizeBytes));

        Assert.False(two.Accepts(one.Prove("x"u8), "x"u8));
        Assert.False(one.Accepts(one.Prove("x"u8), "y"u8));
        Assert.False(one.Accepts([], "x"u8));
        Assert.Equal("secret", one.ToString());
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_file_open_to_others_is_refused_with_the_remedy(UnixFileMode more)
    {
        SwarmSecret.LoadOrCreate(File1, NullLogger.Instance);
        File.SetUnixFileMode(File1, OwnerOnly | more);

        SwarmException refused = Assert.Throws<SwarmException>(() => SwarmSecret.Load(File1));

        Assert.Contains($"chmod 600 '{File1}'", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(4096)]
    public void A_file_of_another_length_is_refused(int sizeBytes)
    {
        File.WriteAllBytes(File1, new byte[sizeBytes]);
        File.SetUnixFileMode(File1, OwnerOnly);

        SwarmException refused = Assert.Throws<SwarmException>(() => SwarmSecret.Load(File1));

        Assert.Contains("32 bytes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_says_where_to_get_it()
    {
        SwarmException refused = Assert.Throws<SwarmException>(() => SwarmSecret.Load(File1));

        Assert.Contains("copy it from the agent that founded", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
