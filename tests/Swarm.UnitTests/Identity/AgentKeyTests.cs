using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent.Identity;
using Swarm.Core.Membership;
using Swarm.Model;
using Xunit;

namespace Swarm.UnitTests.Identity;

/// <summary>The agent's key: made once, readable by its owner only; what it signs, its public half checks.</summary>
public sealed class AgentKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("swarm-key-").FullName;

    private string KeyFile => Path.Combine(_folder, "state", "agent.key");

    [Fact]
    public void It_is_made_once_for_its_owner_only()
    {
        using AgentKey made = AgentKey.LoadOrCreate(KeyFile, NullLogger.Instance);
        using AgentKey again = AgentKey.LoadOrCreate(KeyFile, NullLogger.Instance);

        Assert.Equal(made.PublicKey, again.PublicKey);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        Assert.Equal([KeyFile], Directory.GetFiles(Path.GetDirectoryName(KeyFile)!));
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", File.ReadAllText(KeyFile), StringComparison.Ordinal);
        Assert.True(AgentKey.Verify(made.PublicKey, "x"u8, again.Sign("x"u8)));
    }

    [Fact]
    public void What_is_signed_is_checked_and_nothing_else() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        Gen.Choose(0, (AgentKey.SignatureBytes * 8) - 1).ToArbitrary(),
        (message, bit) =>
        {
            using AgentKey key = AgentKey.New();
            using AgentKey other = AgentKey.New();
            byte[] signature = key.Sign(message);
            byte[] flipped = [.. signature];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.Equal(AgentKey.SignatureBytes, signature.Length);
            Assert.True(AgentKey.Verify(key.PublicKey, message, signature));
            Assert.False(AgentKey.Verify(key.PublicKey, [.. message, 0], signature));
            Assert.False(AgentKey.Verify(other.PublicKey, message, signature));
            Assert.False(AgentKey.Verify(key.PublicKey, message, flipped));
            Assert.False(AgentKey.Verify(key.PublicKey, message, signature.AsSpan(1)));
            Assert.False(AgentKey.Verify(key.PublicKey, message, []));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_key_that_is_no_point_of_the_curve_checks_nothing()
    {
        using AgentKey key = AgentKey.New();
        PublicKey nowhere = new([4, .. new byte[64]]);

        Assert.False(AgentKey.Verify(nowhere, "x"u8, key.Sign("x"u8)));
        Assert.Throws<ArgumentException>(() => new PublicKey(new byte[PublicKey.SizeBytes]));
        Assert.Throws<ArgumentException>(() => new PublicKey([4, .. new byte[63]]));
    }

    [Fact]
    public void A_key_that_others_can_read_is_refused()
    {
        AgentKey.LoadOrCreate(KeyFile, NullLogger.Instance).Dispose();
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        SwarmException refusal =
            Assert.Throws<SwarmException>(() => AgentKey.LoadOrCreate(KeyFile, NullLogger.Instance));

        Assert.Contains("chmod 600", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_another_kind_is_refused()
    {
        using ECDsa larger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        foreach (string text in new[] { "", "no key", larger.ExportPkcs8PrivateKeyPem() })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(KeyFile)!);
            File.WriteAllText(KeyFile, text);
            File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);

            SwarmException refusal =
                Assert.Throws<SwarmException>(() => AgentKey.LoadOrCreate(KeyFile, NullLogger.Instance));

            Assert.Contains("no P-256 key", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_request_for_a_certificate_is_made_with_the_same_key()
    {
        using AgentKey key = AgentKey.New();
        using ECDsa exported = key.ExportForCertificate();

        Assert.True(AgentKey.Verify(
            key.PublicKey,
            "x"u8,
            exported.SignData("x"u8, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)));
        Assert.DoesNotContain("PRIVATE", key.ToString(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
