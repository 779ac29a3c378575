using System.Diagnostics;
using Xunit;

namespace Swarm.IntegrationTests.Grpc;

/// <summary>Stock gRPC clients get from our server what they would get from their own.</summary>
public abstract class ForeignClientTests(OwnServer server, string wire)
{
    // What the scripts check, in their order.
    private static readonly string[] Checks =
    [
        "unary", "empty", "large", "server-stream", "client-stream", "duplex", "error", "error-after-messages",
        "crash", "metadata", "deadline", "cancel", "unknown-method", "oversize-request", "oversize-response",
    ];

    [RequiresTool("python3")]
    public Task Stock_python_client_is_served() => RunAsync("py");

    [RequiresTool("node")]
    public Task Stock_javascript_client_is_served() => RunAsync("js");

    private async Task RunAsync(string language)
    {
        Assert.Null(ForeignProgram.Missing(language));
        string address = wire == "unix" ? server.Address.ToString() : $"localhost:{server.Address.Port}";
        using Process client = await ForeignProgram.StartAsync(language, "client", wire, address, server.Folder);
        Task<string> output = client.StandardOutput.ReadToEndAsync(Patience.Minutes);
        string errors = await client.StandardError.ReadToEndAsync(Patience.Minutes);
        await client.WaitForExitAsync(Patience.Minutes);
        string[] lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.SequenceEqual(Checks.Select(name => $"ok {name}")), string.Join('\n', [.. lines, errors]));
    }
}

/// <summary>Stock clients over TCP.</summary>
public sealed class ForeignTcpClientTests(OwnTcpServer server)
    : ForeignClientTests(server, "tcp"), IClassFixture<OwnTcpServer>;

/// <summary>Stock clients over a Unix socket.</summary>
public sealed class ForeignUnixClientTests(OwnUnixServer server)
    : ForeignClientTests(server, "unix"), IClassFixture<OwnUnixServer>;

/// <summary>Stock clients over TLS, showing their certificate.</summary>
public sealed class ForeignTlsClientTests(OwnTlsServer server)
    : ForeignClientTests(server, "tls"), IClassFixture<OwnTlsServer>;
