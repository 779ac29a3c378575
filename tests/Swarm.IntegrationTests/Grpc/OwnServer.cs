using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Swarm.Grpc.Server;

namespace Swarm.IntegrationTests.Grpc;

/// <summary>Our own server with the echo service.</summary>
public abstract class OwnServer(string wire) : EchoTarget
{
    private WebApplication? _app;

    protected override async Task<string> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(Listen);
        _app = builder.Build();
        _app.MapGrpcService(EchoAnswers.Configure);
        await _app.StartAsync();
        return wire switch
        {
            "unix" => $"unix:{Folder}/echo.sock",
            _ => _app.Urls.Single(),
        };
    }

    protected override async Task StopAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private void Listen(KestrelServerOptions kestrel)
    {
        if (wire == "unix")
        {
            kestrel.ListenUnixSocket($"{Folder}/echo.sock", listen => listen.Protocols = HttpProtocols.Http2);
            return;
        }

        kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (wire == "tls")
            {
                listen.UseHttps(Pki.Server, tls =>
                {
                    tls.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                    tls.ClientCertificateValidation = (certificate, _, _) => Pki.Validates(certificate);
                });
            }
        });
    }
}

/// <summary>Our own server over TCP.</summary>
public sealed class OwnTcpServer() : OwnServer("tcp");

/// <summary>Our own server over a Unix socket.</summary>
public sealed class OwnUnixServer() : OwnServer("unix");

/// <summary>Our own server over TLS that demands a client certificate.</summary>
public sealed class OwnTlsServer() : OwnServer("tls");
