using Google.Protobuf;
using Swarm.Grpc;
using Swarm.Grpc.Client;
using Swarm.IntegrationTests.Grpc.Wire;
using Xunit;

namespace Swarm.IntegrationTests.Grpc;

/// <summary>What our client gets from any gRPC server: run against ours and against stock ones.</summary>
public abstract class ClientContract : IDisposable
{
    private static readonly GrpcCallOptions Plain = GrpcCallOptions.Default;

    private readonly EchoTarget _server;
    private GrpcChannel? _channel;

    protected ClientContract(EchoTarget server) => _server = server;

    private GrpcChannel Channel => _channel ??= _server.Connect();

    public void Dispose()
    {
        _channel?.Dispose();
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    public async Task Unary_gives_the_response()
    {
        Ready();
        Echo said = new() { Text = "hi ☃", Count = -7 };
        Assert.Equal(said, await Channel.UnaryAsync(EchoMethods.Say, said, Plain, Patience.Seconds));
        Assert.Equal(new Echo(), await Channel.UnaryAsync(EchoMethods.Say, new Echo(), Plain, Patience.Seconds));
    }

    [SkippableFact]
    public async Task Unary_carries_three_mebibytes_both_ways()
    {
        Ready();
        Echo said = new() { Payload = Bytes(3 << 20) };
        Assert.Equal(said, await Channel.UnaryAsync(EchoMethods.Say, said, Plain, Patience.Seconds));
    }

    [SkippableFact]
    public async Task Many_calls_share_the_channel()
    {
        Ready();
        Echo[] said = [.. Enumerable.Range(0, 300).Select(i => new Echo { Count = i })];
        CancellationToken patience = Patience.Seconds;
        Echo[] heard = await Task.WhenAll(said.Select(e => Channel.UnaryAsync(EchoMethods.Say, e, Plain, patience)));
        Assert.Equal(said, heard);
    }

    [SkippableFact]
    public async Task Server_stream_gives_every_message_in_order()
    {
        Ready();
        Echo request = new() { Count = 2000, Payload = Bytes(100) };
        List<int> heard = [];
        await foreach (Echo message in Channel.ServerStreaming(EchoMethods.Repeat, request, Plain, Patience.Seconds))
        {
            heard.Add(message.Count);
        }

        Assert.Equal(Enumerable.Range(0, 2000), heard);
    }

    [SkippableFact]
    public async Task Client_stream_gives_the_one_response()
    {
        Ready();
        await using DuplexCall<Echo, Echo> call = Channel.Duplex(EchoMethods.Join, Plain, Patience.Seconds);
        for (int i = 0; i < 500; i++)
        {
            await call.WriteAsync(new Echo { Text = $"{i}" }, flush: i % 2 == 0, Patience.Seconds);
        }

        Echo answer = await call.CompleteAndReadAsync(Patience.Seconds);
        Assert.Equal(500, answer.Count);
        Assert.Equal(string.Join(' ', Enumerable.Range(0, 500)), answer.Text);
    }

    [SkippableFact]
    public async Task Duplex_answers_while_the_client_still_sends()
    {
        Ready();
        await using DuplexCall<Echo, Echo> call = Channel.Duplex(EchoMethods.Chat, Plain, Patience.Seconds);
        for (int i = 0; i < 100; i++)
        {
            await call.WriteAsync(new Echo { Count = i }, flush: true, Patience.Seconds);
            Assert.Equal(i, (await call.ReadAsync(Patience.Seconds))!.Count);
        }

        await call.CompleteAsync(Patience.Seconds);
        Assert.Null(await call.ReadAsync(Patience.Seconds));
        Assert.Null(await call.ReadAsync(Patience.Seconds));
    }

    [SkippableFact]
    public async Task Duplex_sends_a_batch_with_one_flush()
    {
        Ready();
        await using DuplexCall<Echo, Echo> call = Channel.Duplex(EchoMethods.Chat, Plain, Patience.Seconds);
        Task writing = WriteBatchAsync(call, 5000);
        List<int> heard = [];
        await foreach (Echo message in call.ReadAllAsync(Patience.Seconds))
        {
            heard.Add(message.Count);
        }

        await writing;
        Assert.Equal(Enumerable.Range(0, 5000), heard);
    }

    [SkippableFact]
    public async Task An_error_brings_its_code_message_and_trailers()
    {
        Ready();
        GrpcException error = await FailsAsync(
            GrpcStatusCode.NotFound,
            () => Channel.UnaryAsync(EchoMethods.Say, new Echo { Text = "fail" }, Plain, Patience.Seconds));
        Assert.Equal(EchoMethods.HardMessage, error.Status.Detail);
        Assert.Equal("because", error.Trailers.GetText("why"));
        Assert.Equal("0001FF", Convert.ToHexString(error.Trailers.GetBytes("why-bin")!));
    }

    [SkippableFact]
    public async Task An_error_comes_after_the_messages_before_it()
    {
        Ready();
        List<int> heard = [];
        GrpcException error = await FailsAsync(GrpcStatusCode.Aborted, async () =>
        {
            Echo request = new() { Text = "fail", Count = 3 };
            await foreach (Echo e in Channel.ServerStreaming(EchoMethods.Repeat, request, Plain, Patience.Seconds))
            {
                heard.Add(e.Count);
            }
        });
        Assert.Equal(Enumerable.Range(0, 3), heard);
        Assert.Equal("enough", error.Status.Detail);
    }

    [SkippableFact]
    public async Task A_duplex_error_reaches_the_reader()
    {
        Ready();
        await using DuplexCall<Echo, Echo> call = Channel.Duplex(EchoMethods.Chat, Plain, Patience.Seconds);
        await call.WriteAsync(new Echo { Text = "fail" }, flush: true, Patience.Seconds);
        await FailsAsync(GrpcStatusCode.Aborted, async () => await call.ReadAsync(Patience.Seconds));
    }

    [SkippableFact]
    public async Task Metadata_goes_both_ways()
    {
        Ready();
        GrpcCallOptions options = new() { Metadata = new GrpcMetadata { { "x", "y z" }, { "x-bin", [0, 254] } } };
        GrpcReply<Echo> reply = await Channel.UnaryReplyAsync(
            EchoMethods.Say, new Echo { Text = "headers" }, options, Patience.Seconds);
        Assert.Equal("y z", reply.Headers.GetText("echo-x"));
        Assert.Equal("00FE", Convert.ToHexString(reply.Headers.GetBytes("echo-x-bin")!));
        Assert.Equal("done", reply.Trailers.GetText("after"));
    }

    [SkippableFact]
    public async Task A_deadline_ends_the_call()
    {
        Ready();
        GrpcCallOptions hurried = new() { Timeout = TimeSpan.FromMilliseconds(300) };
        Echo hang = new() { Text = "hang", Count = 2 };
        await FailsAsync(
            GrpcStatusCode.DeadlineExceeded,
            () => Channel.UnaryAsync(EchoMethods.Say, hang, hurried, Patience.Seconds));
        await FailsAsync(
            GrpcStatusCode.DeadlineExceeded,
            () => DrainAsync(Channel.ServerStreaming(EchoMethods.Repeat, hang, hurried, Patience.Seconds)));
        await using DuplexCall<Echo, Echo> call = Channel.Duplex(EchoMethods.Chat, hurried, Patience.Seconds);
        await FailsAsync(GrpcStatusCode.DeadlineExceeded, () => DrainAsync(call.ReadAllAsync(Patience.Seconds)));
    }

    [SkippableFact]
    public async Task Cancelling_ends_the_call_and_leaves_the_channel_usable()
    {
        Ready();
        using CancellationTokenSource cancel = new();
        await FailsAsync(GrpcStatusCode.Cancelled, async () =>
        {
            Echo hang = new() { Text = "hang", Count = 2 };
            await foreach (Echo _ in Channel.ServerStreaming(EchoMethods.Repeat, hang, Plain, cancel.Token))
            {
                await cancel.CancelAsync();
            }
        });
        await FailsAsync(
            GrpcStatusCode.Cancelled,
            () => Channel.UnaryAsync(EchoMethods.Say, new Echo(), Plain, new CancellationToken(canceled: true)));
        await Unary_gives_the_response();
    }

    [SkippableFact]
    public async Task An_unknown_method_is_unimplemented()
    {
        Ready();
        await FailsAsync(
            GrpcStatusCode.Unimplemented,
            () => Channel.UnaryAsync(EchoMethods.Missing, new Echo(), Plain, Patience.Seconds));
    }

    [SkippableFact]
    public async Task The_server_refuses_an_oversize_request()
    {
        Ready();
        GrpcCallOptions generous = new() { Limits = new GrpcLimits(8 << 20, 8 << 20) };
        Echo large = new() { Payload = Bytes(5 << 20) };
        await FailsAsync(
            GrpcStatusCode.ResourceExhausted,
            () => Channel.UnaryAsync(EchoMethods.Say, large, generous, Patience.Seconds));
        await Unary_gives_the_response();
    }

    [SkippableFact]
    public async Task The_client_refuses_oversize_messages_both_ways()
    {
        Ready();
        GrpcCallOptions narrow = new() { Limits = new GrpcLimits(1000, 1000) };
        await FailsAsync(
            GrpcStatusCode.ResourceExhausted,
            () => Channel.UnaryAsync(EchoMethods.Say, new Echo { Payload = Bytes(1001) }, narrow, Patience.Seconds));
        await FailsAsync(
            GrpcStatusCode.ResourceExhausted,
            () => Channel.UnaryAsync(
                EchoMethods.Say, new Echo { Text = "big", Count = 1001 }, narrow, Patience.Seconds));
        await Unary_gives_the_response();
    }

    protected static async Task<GrpcException> FailsAsync(GrpcStatusCode code, Func<Task> action)
    {
        GrpcException error = await Assert.ThrowsAsync<GrpcException>(action);
        Assert.True(error.Code == code, error.ToString());
        return error;
    }

    private static ByteString Bytes(int sizeBytes) =>
        ByteString.CopyFrom([.. Enumerable.Range(0, sizeBytes).Select(i => (byte)(i * 31))]);

    private static async Task DrainAsync(IAsyncEnumerable<Echo> messages)
    {
        await foreach (Echo _ in messages)
        {
        }
    }

    private static async Task WriteBatchAsync(DuplexCall<Echo, Echo> call, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await call.WriteAsync(new Echo { Count = i }, flush: false, Patience.Seconds);
        }

        await call.CompleteAsync(Patience.Seconds);
    }

    private void Ready() => Skip.If(_server.Missing is not null, _server.Missing);
}

/// <summary>Our client, our server, TCP.</summary>
public sealed class OwnTcpContract(OwnTcpServer s) : ClientContract(s), IClassFixture<OwnTcpServer>;

/// <summary>Our client, our server, Unix socket.</summary>
public sealed class OwnUnixContract(OwnUnixServer s) : ClientContract(s), IClassFixture<OwnUnixServer>;

/// <summary>Our client, our server, TLS.</summary>
public sealed class OwnTlsContract(OwnTlsServer s) : ClientContract(s), IClassFixture<OwnTlsServer>;

/// <summary>Our client, grpcio, TCP.</summary>
public sealed class PythonTcpContract(PythonTcpServer s) : ClientContract(s), IClassFixture<PythonTcpServer>;

/// <summary>Our client, grpcio, Unix socket.</summary>
public sealed class PythonUnixContract(PythonUnixServer s) : ClientContract(s), IClassFixture<PythonUnixServer>;

/// <summary>Our client, grpcio, TLS.</summary>
public sealed class PythonTlsContract(PythonTlsServer s) : ClientContract(s), IClassFixture<PythonTlsServer>;

/// <summary>Our client, grpc-js, TCP.</summary>
public sealed class NodeTcpContract(NodeTcpServer s) : ClientContract(s), IClassFixture<NodeTcpServer>;

/// <summary>Our client, grpc-js, Unix socket.</summary>
public sealed class NodeUnixContract(NodeUnixServer s) : ClientContract(s), IClassFixture<NodeUnixServer>;

/// <summary>Our client, grpc-js, TLS.</summary>
public sealed class NodeTlsContract(NodeTlsServer s) : ClientContract(s), IClassFixture<NodeTlsServer>;
