using System.Net;
using Swarm.Agent.Broker;
using Swarm.Model;
using Swarm.UnitTests.Identity;
using Xunit;

namespace Swarm.UnitTests.Broker;

/// <summary>What the broker's parts say and read, without a broker.</summary>
public sealed class BrokerWordsTests : IDisposable
{
    private readonly AuthorityFixture _swarm = new();

    public void Dispose() => _swarm.Dispose();

    [Theory]
    [InlineData("nats-server: v2.9.10\n", "2.9.10", false)]
    [InlineData("nats-server: v2.10.27", "2.10.27", true)]
    [InlineData("nats-server: v2.11.0-RC.1", "2.11.0", true)]
    public void The_version_says_whether_the_server_can_sync_always(string said, string version, bool always)
    {
        Version? read = BrokerExecutable.ReadVersion(said);

        Assert.Equal(Version.Parse(version), read);
        Assert.Equal(always, new BrokerExecutable("nats-server", read!).KnowsSyncAlways);
    }

    [Theory]
    [InlineData("")]
    [InlineData("something else")]
    [InlineData("nats-server: vX")]
    public void Another_program_has_no_version(string said) => Assert.Null(BrokerExecutable.ReadVersion(said));

    [Fact]
    public async Task The_configuration_names_its_users_and_quotes_paths()
    {
        BrokerDoor door = await DoorAsync();
        BrokerUser user = BrokerUser.Of((await _swarm.EnrolAsync("hpc")).Verdict);
        BrokerFiles files = new("/state/a \"b\" \\c");
        string text = new BrokerConfig(door, 20_001, SyncAlways: true, MaxStoreBytes: 7, [user]).Render(files);

        Assert.Contains("listen: \"127.0.0.1:20001\"", text, StringComparison.Ordinal);
        Assert.Contains("http: \"127.0.0.1:-1\"", text, StringComparison.Ordinal);
        Assert.Contains("store_dir: \"/state/a \\\"b\\\" \\\\c/broker/js\"", text, StringComparison.Ordinal);
        Assert.Contains("  max_file: 7\n  sync_interval: always\n}", text, StringComparison.Ordinal);
        Assert.Contains("verify_and_map: true", text, StringComparison.Ordinal);
        Assert.Contains($"user: \"swarm://{door.Identity.Trust.Bundle.Swarm}/key/", text, StringComparison.Ordinal);
        Assert.Contains("\"_R_.swarm.s1.log.hpc.*\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"$JS.API.>\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_server_is_not_told_what_it_does_not_know()
    {
        BrokerDoor door = await DoorAsync();
        string text = new BrokerConfig(door, 20_001, SyncAlways: false, MaxStoreBytes: null, [])
            .Render(new BrokerFiles("/state"));

        Assert.DoesNotContain("sync_interval", text, StringComparison.Ordinal);
        Assert.DoesNotContain("max_file", text, StringComparison.Ordinal);
    }

    private async Task<BrokerDoor> DoorAsync() =>
        new(await _swarm.EnrolAsync("owner"), IPAddress.Loopback, "127.0.0.1", "s1");

    [Fact]
    public void A_state_folder_with_a_line_end_in_its_name_is_refused()
    {
        Assert.Throws<SwarmException>(() => new BrokerFiles("/state/a\nlisten: 0.0.0.0"));
    }

    [Theory]
    [InlineData(0xEF53, null)]
    [InlineData(0x01021994, "tmpfs")]
    [InlineData(0x6969, "NFS")]
    [InlineData(0x794C7630, "overlayfs")]
    [InlineData(0x12345, "0x12345")]
    public void Only_the_ext_family_proves_anything(long kind, string? word)
    {
        string? reason = DurableFolder.WhyNotHere(kind);

        Assert.Equal(word is null, reason is null);
        Assert.Contains(word ?? "", reason ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_given_broker_is_durable_only_when_somebody_says_so()
    {
        SwarmException refused = Assert.Throws<SwarmException>(
            () => BrokerDurability.OfGiven("nats://host:4222", asserted: false, acceptDataLoss: false));

        Assert.Equal(ErrorCode.NotDurable, refused.Code);
        Assert.Contains("pool.durable", refused.Message, StringComparison.Ordinal);
        Assert.Equal(BrokerDurabilityKind.Asserted, BrokerDurability.OfGiven("u", true, false).Kind);
        Assert.Equal(BrokerDurabilityKind.LossAccepted, BrokerDurability.OfGiven("u", false, true).Kind);
    }
}
