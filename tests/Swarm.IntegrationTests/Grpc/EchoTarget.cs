using Swarm.Grpc;
using Xunit;

namespace Swarm.IntegrationTests.Grpc;

/// <summary>A running echo server in any language, and how to reach it.</summary>
public abstract class EchoTarget : IAsyncLifetime
{
    private TestPki? _pki;

    internal Uri Address { get; private set; } = null!;

    internal string Folder { get; } = Directory.CreateTempSubdirectory("swarm-grpc-").FullName;

    internal TestPki Pki => _pki ??= new TestPki(Folder);

    /// <summary>Why the server cannot run here; null if it can.</summary>
    internal virtual string? Missing => null;

    public async Task InitializeAsync()
    {
        if (Missing is null)
        {
            _ = Pki;
            Address = new Uri(await StartAsync());
        }
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        _pki?.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    internal GrpcChannel Connect() => Connect(new GrpcChannelOptions());

    internal GrpcChannel Connect(GrpcChannelOptions options) => GrpcChannel.ForAddress(
        Address,
        options with { ServerCertificateValidation = Pki.ValidatesServer, ClientCertificate = Pki.Client });

    protected abstract Task<string> StartAsync();

    protected abstract Task StopAsync();
}
