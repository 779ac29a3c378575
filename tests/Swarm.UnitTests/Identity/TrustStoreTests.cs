using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Agent.Identity;
using Xunit;

namespace Swarm.UnitTests.Identity;

/// <summary>The list of whom a swarm trusts: newer ones are taken from anybody, if the authority signed them.</summary>
public sealed class TrustStoreTests : IDisposable
{
    private readonly AuthorityFixture _swarm = new();

    public void Dispose() => _swarm.Dispose();

    [Fact]
    public void A_newer_list_is_taken_kept_and_told_of()
    {
        string path = Path.Combine(_swarm.Folder, "trust.json");
        DurableFile.Replace(path, _swarm.Authority.TrustText);
        TrustStore store = TrustStore.Load(path, NullLogger.Instance, _swarm.Time);
        int told = 0;
        store.Changed += () => told++;
        string first = store.Text;
        _swarm.Authority.Revoke(new Revocation(PrincipalKind.Agent, "hpc", null, _swarm.Time.GetUtcNow(), "lost"));

        Assert.True(store.TryAdopt(_swarm.Authority.TrustText));
        Assert.False(store.TryAdopt(_swarm.Authority.TrustText));
        Assert.False(store.TryAdopt(first));

        Assert.Equal(1, told);
        Assert.Equal(2, store.Bundle.Version);
        TrustStore kept = TrustStore.Load(path, NullLogger.Instance, _swarm.Time);
        Assert.Equal("lost", Assert.Single(kept.Bundle.Revocations).Why);
    }

    [Fact]
    public void What_the_operator_puts_into_the_folder_is_found()
    {
        string path = Path.Combine(_swarm.Folder, "trust.json");
        DurableFile.Replace(path, _swarm.Authority.TrustText);
        TrustStore store = TrustStore.Load(path, NullLogger.Instance, _swarm.Time);
        store.Look();
        Assert.Equal(1, store.Bundle.Version);

        _swarm.Authority.Revoke(new Revocation(PrincipalKind.Agent, "hpc", null, _swarm.Time.GetUtcNow(), "lost"));
        DurableFile.Replace(path, _swarm.Authority.TrustText);
        store.Look();

        Assert.Equal(2, store.Bundle.Version);
    }

    [Fact]
    public void A_list_of_another_authority_is_refused_even_if_it_names_ours()
    {
        TrustStore store = _swarm.Trust;
        using ECDsa key = CertificateKeys.New();
        TrustBundle forged = _swarm.Authority.Bundle with { Version = 9 };

        Assert.False(store.TryAdopt(SignedTrust.Sign(forged, [key]).Text));
        Assert.Equal(1, store.Bundle.Version);
    }

    [Fact]
    public void A_list_with_anything_changed_is_refused()
    {
        TrustStore store = _swarm.Trust;
        _swarm.Authority.Revoke(new Revocation(PrincipalKind.Agent, "hpc", null, _swarm.Time.GetUtcNow(), "lost"));
        byte[] good = Encoding.UTF8.GetBytes(_swarm.Authority.TrustText);

        Prop.ForAll(Gen.Choose(0, (good.Length * 8) - 1).ToArbitrary(), bit =>
        {
            byte[] bent = [.. good];
            bent[bit / 8] ^= (byte)(1 << (bit % 8));
            return !store.TryAdopt(Encoding.UTF8.GetString(bent)) || SaysTheSame(store);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_authoritys_key_is_changed_while_agents_go_on()
    {
        TrustStore store = _swarm.Trust;
        var old = _swarm.Issue(_swarm.AgentOf("hpc"));
        _swarm.Authority.BeginRotation();
        Assert.True(store.TryAdopt(_swarm.Authority.TrustText));
        Assert.Null(store.Judge(old, []).Reason);
        using CertificateAuthority next = NextSigner();
        using ECDsa key = CertificateKeys.New();
        using var renewed = next.Issue(_swarm.AgentOf("hpc"), AuthorityFixture.PublicKeyOf(key), TimeSpan.FromDays(1));
        Assert.Null(store.Judge(renewed, []).Reason);

        TrustStore away = _swarm.Trust;
        TrustStore longAway = store;
        _swarm.Authority.FinishRotation();
        Assert.True(store.TryAdopt(_swarm.Authority.TrustText));
        Assert.True(away.TryAdopt(_swarm.Authority.TrustText));

        Assert.NotNull(longAway.Judge(old, []).Reason);
        Assert.Null(store.Judge(renewed, []).Reason);
    }

    [Fact]
    public void Who_missed_the_whole_change_still_takes_its_last_list()
    {
        TrustStore away = _swarm.Trust;
        _swarm.Authority.BeginRotation();
        _swarm.Authority.FinishRotation();

        Assert.True(away.TryAdopt(_swarm.Authority.TrustText));
        Assert.Single(away.Bundle.Roots);
    }

    [Fact]
    public void A_change_that_was_broken_off_is_taken_up_where_it_was()
    {
        string next = Path.Combine(_swarm.Ca, "authority.next.key");
        File.WriteAllText(next, CertificateKeys.New().ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(next, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Reopen();
        Assert.False(_swarm.Authority.IsRotating);
        _swarm.Authority.BeginRotation();
        string copy = File.ReadAllText(next);
        _swarm.Authority.FinishRotation();

        File.Copy(Path.Combine(_swarm.Ca, "authority.key"), next, overwrite: true);
        File.WriteAllText(Path.Combine(_swarm.Ca, "authority.key"), CertificateKeys.New().ExportPkcs8PrivateKeyPem());
        Reopen();

        Assert.Equal(copy, File.ReadAllText(next));
        _swarm.Authority.OpenDesk().Dispose();
    }

    private void Reopen()
    {
        _swarm.Authority.Dispose();
        _swarm.Authority = AuthorityFolder.Open(_swarm.Ca, NullLogger.Instance, _swarm.Time);
    }

    private CertificateAuthority NextSigner()
    {
        using ECDsa key = CertificateKeys.Load(new OwnerOnlyFile(Path.Combine(_swarm.Ca, "authority.next.key"), "key"));
        return new CertificateAuthority(
            _swarm.Authority.Bundle.Swarm,
            System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.CopyWithPrivateKey(
                _swarm.Authority.Bundle.Roots[^1], key),
            isRoot: true,
            _swarm.Time);
    }

    // A bit that JSON or base64 does not look at changes nothing that was signed.
    private bool SaysTheSame(TrustStore store) =>
        store.Bundle.Version == _swarm.Authority.Bundle.Version
        && store.Bundle.Revocations.SequenceEqual(_swarm.Authority.Bundle.Revocations);
}
