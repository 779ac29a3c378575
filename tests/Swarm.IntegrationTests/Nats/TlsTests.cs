using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Swarm.Nats;
using Xunit;

namespace Swarm.IntegrationTests.Nats;

public sealed class TlsTests : NatsServerTest
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset To = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly X509Certificate2 _ca = Authority("test-ca");

    protected override string ExtraConfig =>
        """
        tls { cert_file: "server.pem", key_file: "server.key", ca_file: "ca.pem", verify_and_map: true, timeout: 5 }
        authorization {
          users = [ { user: "CN=agent-7,O=site-a", permissions: { publish: ["swarm.>"], subscribe: ["swarm.>"] } } ]
        }
        """;

    [RequiresTool("nats-server")]
    public async Task Our_certificate_is_our_user()
    {
        NatsConnection nats = await ConnectAsync(Secure(Issue("CN=agent-7,O=site-a", server: false)));
        await using NatsSub<string> sub = await nats.SubscribeCoreAsync<string>("swarm.a", null, Ct);
        await nats.PublishAsync("swarm.a", "secret", Ct);

        Assert.Equal("secret", (await sub.ReadAsync(Ct)).Data);
    }

    [RequiresTool("nats-server")]
    public async Task A_connection_over_tls_survives_a_restart()
    {
        NatsConnection nats = await ConnectAsync(Secure(Issue("CN=agent-7,O=site-a", server: false)));
        await using NatsSub<string> sub = await nats.SubscribeCoreAsync<string>("swarm.a", null, Ct);
        await Server.KillAsync();
        await EventAsync<NatsEvent.Disconnected>(nats);
        await Server.RestartAsync();
        await nats.PublishAsync("swarm.a", "again", Ct);

        Assert.Equal("again", (await sub.ReadAsync(Ct)).Data);
    }

    [RequiresTool("nats-server")]
    public async Task A_stranger_is_refused_on_either_side()
    {
        await Assert.ThrowsAnyAsync<NatsException>(() => ConnectAsync(Secure(null)));
        await Assert.ThrowsAnyAsync<NatsException>(
            () => ConnectAsync(Secure(Issue("CN=agent-8,O=site-a", server: false))));
        NatsOpts fooled = Secure(Issue("CN=agent-7,O=site-a", server: false));
        await Assert.ThrowsAnyAsync<NatsException>(() => ConnectAsync(
            fooled with { TlsOpts = fooled.TlsOpts with { CaCertificates = [Authority("another-ca")] } }));
        await Assert.ThrowsAnyAsync<NatsException>(() => ConnectAsync(
            fooled with { TlsOpts = fooled.TlsOpts with { Mode = NatsTlsMode.Disable } }));
    }

    protected override void Prepare(string folder)
    {
        X509Certificate2 server = Issue("CN=127.0.0.1", server: true);
        File.WriteAllText(Path.Combine(folder, "ca.pem"), _ca.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "server.pem"), server.ExportCertificatePem());
        File.WriteAllText(
            Path.Combine(folder, "server.key"), server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    private NatsOpts Secure(X509Certificate2? certificate) => Opts with
    {
        TlsOpts = new NatsTlsOpts { CaCertificates = [_ca], ClientCertificate = certificate },
    };

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(From, To);
    }

    private X509Certificate2 Issue(string name, bool server)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        string usage = server ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2";
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 issued = request.Create(_ca, From, To, RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }
}
