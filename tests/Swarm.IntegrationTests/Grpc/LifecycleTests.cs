using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Swarm.Grpc;
using Swarm.Grpc.Client;
using Swarm.Grpc.Server;
using Swarm.IntegrationTests.Grpc.Wire;
using Xunit;

namespace Swarm.IntegrationTests.Grpc;

/// <summary>How the two ends of a call learn of each other's beginning and end.</summary>
public sealed class LifecycleTests : IAsyncLifetime
{
    private static readonly GrpcCallOptions Plain = GrpcCallOptions.Default;

    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication _app = null!;
    private GrpcChannel _channel = null!;

    public async Task InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        _app.MapGrpcService(service => service
            .Unary(EchoMethods.Say, async (request, call) =>
            {
                await WaitAsync(call);
                return request;
            })
            .Duplex(EchoMethods.Chat, ChatAsync));
        _app.MapGrpcService(service => service
            .WithLimits(new GrpcLimits(100, 100))
            .ClientStreaming(EchoMethods.Join, (_, _) => Task.FromResult(new Echo { Text = "read nothing" })));
        await _app.StartAsync();
        _channel = GrpcChannel.ForAddress(new Uri(_app.Urls.Single()));
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_method_sees_that_its_client_gave_up()
    {
        using CancellationTokenSource cancel = new();
        Task<Echo> call = _channel.UnaryAsync(EchoMethods.Say, new Echo(), Plain, cancel.Token);
        await _entered.Task.WaitAsync(Patience.Seconds);
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<GrpcException>(() => call);
        await _left.Task.WaitAsync(Patience.Seconds);
    }

    [Fact]
    public async Task A_method_sees_that_its_client_disposed_the_call()
    {
        DuplexCall<Echo, Echo> call = _channel.Duplex(EchoMethods.Chat, Plain, Patience.Seconds);
        await _entered.Task.WaitAsync(Patience.Seconds);
        await call.DisposeAsync();
        await _left.Task.WaitAsync(Patience.Seconds);
    }

    [Fact]
    public async Task Disposing_the_channel_ends_its_calls_on_both_sides()
    {
        await using DuplexCall<Echo, Echo> call = _channel.Duplex(EchoMethods.Chat, Plain, Patience.Seconds);
        await _entered.Task.WaitAsync(Patience.Seconds);
        _channel.Dispose();
        await FailsAsync(GrpcStatusCode.Cancelled, call);
        await _left.Task.WaitAsync(Patience.Seconds);
    }

    [Fact]
    public async Task Both_sides_see_that_the_connection_is_gone()
    {
        FreezableProxy proxy = new(new Uri(_app.Urls.Single()));
        using GrpcChannel channel = GrpcChannel.ForAddress(proxy.Address);
        await using DuplexCall<Echo, Echo> call = channel.Duplex(EchoMethods.Chat, Plain, Patience.Seconds);
        await _entered.Task.WaitAsync(Patience.Seconds);
        await proxy.DisposeAsync();
        await FailsAsync(GrpcStatusCode.Unavailable, call);
        await _left.Task.WaitAsync(Patience.Seconds);
    }

    [Fact]
    public async Task Headers_can_come_before_the_first_response()
    {
        await using DuplexCall<Echo, Echo> call = _channel.Duplex(EchoMethods.Chat, Plain, Patience.Seconds);
        Assert.Equal("yes", (await call.ReadHeadersAsync(Patience.Seconds)).GetText("heard"));
    }

    [Fact]
    public async Task A_server_that_stops_makes_its_calls_unavailable()
    {
        await using DuplexCall<Echo, Echo> call = _channel.Duplex(EchoMethods.Chat, Plain, Patience.Seconds);
        await call.ReadHeadersAsync(Patience.Seconds);
        await _app.StopAsync(new CancellationToken(canceled: true));
        await FailsAsync(GrpcStatusCode.Unavailable, call);
    }

    [Fact]
    public async Task A_method_may_answer_without_reading_its_requests()
    {
        await using DuplexCall<Echo, Echo> call = _channel.Duplex(EchoMethods.Join, Plain, Patience.Seconds);
        Echo answer = (await call.ReadAsync(Patience.Seconds))!;
        Assert.Equal("read nothing", answer.Text);
        Assert.Null(await call.ReadAsync(Patience.Seconds));
    }

    private static async Task FailsAsync(GrpcStatusCode code, DuplexCall<Echo, Echo> call)
    {
        GrpcException error = await Assert.ThrowsAsync<GrpcException>(
            async () => await call.ReadAsync(Patience.Seconds));
        Assert.True(error.Code == code, error.ToString());
    }

    private async Task WaitAsync(ServerCall call)
    {
        _entered.TrySetResult();
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, call.CancellationToken);
        }
        finally
        {
            _left.TrySetResult();
        }
    }

    private async IAsyncEnumerable<Echo> ChatAsync(IAsyncEnumerable<Echo> incoming, ServerCall call)
    {
        call.ResponseHeaders.Add("heard", "yes");
        await call.SendHeadersAsync(call.CancellationToken);
        _entered.TrySetResult();
        try
        {
            await foreach (Echo message in incoming)
            {
                yield return message;
            }
        }
        finally
        {
            _left.TrySetResult();
        }
    }
}
