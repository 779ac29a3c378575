using System.Net;
using System.Net.Sockets;
using Swarm.Grpc;
using Swarm.Grpc.Client;
using Swarm.IntegrationTests.Grpc.Wire;
using Xunit;

namespace Swarm.IntegrationTests.Grpc;

/// <summary>What callers are told when there is nobody, the wrong one, or somebody who fell silent.</summary>
public sealed class ConnectionTests(OwnTcpServer tcp, OwnTlsServer tls, OwnUnixServer unix)
    : IClassFixture<OwnTcpServer>, IClassFixture<OwnTlsServer>, IClassFixture<OwnUnixServer>
{
    private static readonly GrpcCallOptions Plain = GrpcCallOptions.Default;

    [Fact]
    public async Task A_refused_connection_is_unavailable_and_names_the_address()
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(new Uri($"http://127.0.0.1:{UnusedPort()}"));
        GrpcException unary = await FailsAsync(GrpcStatusCode.Unavailable, () => SayAsync(channel));
        Assert.Contains(channel.Address.ToString(), unary.Status.Detail, StringComparison.Ordinal);
        Assert.Contains("Is the server running", unary.Status.Detail, StringComparison.Ordinal);

        await using DuplexCall<Echo, Echo> call = channel.Duplex(EchoMethods.Chat, Plain, Patience.Seconds);
        await FailsAsync(
            GrpcStatusCode.Unavailable, async () => await call.WriteAsync(new Echo(), true, Patience.Seconds));
        await FailsAsync(GrpcStatusCode.Unavailable, async () => await call.ReadAsync(Patience.Seconds));
    }

    [Fact]
    public async Task A_missing_socket_is_unavailable_and_names_its_path()
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(new Uri($"unix:{unix.Folder}/nobody.sock"));
        GrpcException error = await FailsAsync(GrpcStatusCode.Unavailable, () => SayAsync(channel));
        Assert.Contains("nobody.sock", error.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://localhost")]
    [InlineData("unix:relative/path")]
    public void An_address_that_is_none_is_refused(string address) =>
        Assert.Throws<ArgumentException>(() => GrpcChannel.ForAddress(new Uri(address)));

    [Fact]
    public void A_socket_path_longer_than_the_kernel_allows_is_refused() =>
        Assert.Throws<ArgumentException>(
            () => GrpcChannel.ForAddress(new Uri($"unix:/{new string('x', 200)}")));

    [Fact]
    public async Task A_socket_path_may_hold_spaces_and_letters_of_any_language()
    {
        string link = Path.Combine(unix.Folder, "ein bläulicher %20 Pfad");
        Directory.CreateSymbolicLink(link, unix.Folder);
        string path = Uri.EscapeDataString($"{link}/echo.sock").Replace("%2F", "/", StringComparison.Ordinal);
        using GrpcChannel channel = GrpcChannel.ForAddress(new Uri($"unix:{path}"));
        Assert.Equal("unix: ", (await SayAsync(channel)).Text);
    }

    [Fact]
    public async Task Tls_shows_the_server_who_calls()
    {
        using GrpcChannel channel = tls.Connect();
        Assert.EndsWith("CN=client", (await SayAsync(channel)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_without_a_certificate_is_refused()
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(
            tls.Address, new GrpcChannelOptions { ServerCertificateValidation = tls.Pki.ValidatesServer });
        await FailsAsync(GrpcStatusCode.Unavailable, () => SayAsync(channel));
    }

    [Fact]
    public async Task Tls_refuses_a_server_nobody_vouches_for()
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(
            tls.Address, new GrpcChannelOptions { ClientCertificate = tls.Pki.Client });
        GrpcException error = await FailsAsync(GrpcStatusCode.Unavailable, () => SayAsync(channel));
        Assert.Contains("TLS failed", error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_http_2_is_unavailable()
    {
        using Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Task serving = AnswerHttp1Async(listener);
        using GrpcChannel channel = GrpcChannel.ForAddress(new Uri($"http://{listener.LocalEndPoint}"));
        await FailsAsync(GrpcStatusCode.Unavailable, () => SayAsync(channel));
        await serving;
    }

    [Fact]
    public async Task A_caller_may_ask_for_its_own_cancellation_as_such()
    {
        using GrpcChannel channel = tcp.Connect(
            new GrpcChannelOptions { ThrowOperationCanceledOnCancellation = true });
        await Assert.ThrowsAsync<OperationCanceledException>(
            () => channel.UnaryAsync(EchoMethods.Say, new Echo(), Plain, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_host_that_fell_silent_is_noticed_by_pings()
    {
        await using FreezableProxy proxy = new(tcp.Address);
        using GrpcChannel channel = GrpcChannel.ForAddress(proxy.Address, new GrpcChannelOptions
        {
            KeepAlivePingDelay = TimeSpan.FromSeconds(1),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(1),
        });
        await using DuplexCall<Echo, Echo> call = channel.Duplex(EchoMethods.Chat, Plain, Patience.Seconds);
        await call.WriteAsync(new Echo(), flush: true, Patience.Seconds);
        await call.ReadAsync(Patience.Seconds);
        proxy.Freeze();
        await FailsAsync(GrpcStatusCode.Unavailable, async () => await call.ReadAsync(Patience.Seconds));
    }

    [Fact]
    public async Task A_batch_travels_in_few_pieces()
    {
        await using FreezableProxy proxy = new(tcp.Address);
        using GrpcChannel channel = GrpcChannel.ForAddress(proxy.Address);
        await using DuplexCall<Echo, Echo> call = channel.Duplex(EchoMethods.Join, Plain, Patience.Seconds);
        await call.WriteAsync(new Echo(), flush: true, Patience.Seconds);
        int before = proxy.Forwards;
        for (int i = 0; i < 1000; i++)
        {
            await call.WriteAsync(new Echo { Count = i }, flush: false, Patience.Seconds);
        }

        Assert.Equal(1001, (await call.CompleteAndReadAsync(Patience.Seconds)).Count);
        Assert.InRange(proxy.Forwards - before, 1, 20);
    }

    [Fact]
    public async Task Writing_to_a_call_the_server_has_ended_fails_and_reading_says_why()
    {
        using GrpcChannel channel = tcp.Connect();
        GrpcCallOptions refused = new() { Metadata = new GrpcMetadata { { "refuse", "not you" } } };
        await using DuplexCall<Echo, Echo> call = channel.Duplex(EchoMethods.Chat, refused, Patience.Seconds);
        await FailsAsync(GrpcStatusCode.PermissionDenied, async () => await call.ReadAsync(Patience.Seconds));
        await FailsAsync(GrpcStatusCode.PermissionDenied, async () =>
        {
            while (true)
            {
                await call.WriteAsync(new Echo(), flush: true, Patience.Seconds);
            }
        });
    }

    private static Task<Echo> SayAsync(GrpcChannel channel) =>
        channel.UnaryAsync(EchoMethods.Say, new Echo { Text = "who" }, Plain, Patience.Seconds);

    private static async Task<GrpcException> FailsAsync(GrpcStatusCode code, Func<Task> action)
    {
        GrpcException error = await Assert.ThrowsAsync<GrpcException>(action);
        Assert.True(error.Code == code, error.ToString());
        return error;
    }

    private static int UnusedPort()
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private static async Task AnswerHttp1Async(Socket listener)
    {
        using Socket client = await listener.AcceptAsync(Patience.Seconds);
        await client.ReceiveAsync(new byte[1024], Patience.Seconds);
        await client.SendAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), Patience.Seconds);
    }
}
