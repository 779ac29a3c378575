using System.Net;
using System.Net.Sockets;

namespace Swarm.IntegrationTests.Grpc;

/// <summary>
/// Stands between client and server and can freeze: then bytes go nowhere, as when a host has lost its power.
/// </summary>
internal sealed class FreezableProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _frozen = new();
    private readonly int _port;
    private readonly Task _serving;
    private int _forwards;

    internal FreezableProxy(Uri server)
    {
        _port = server.Port;
        _listener.Start();
        _serving = ServeAsync();
    }

    internal Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>How many pieces the client's bytes came in.</summary>
    internal int Forwards => _forwards;

    internal void Freeze() => _frozen.SetResult();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        using Socket client = await _listener.AcceptSocketAsync(_stop.Token);
        using Socket server = new(SocketType.Stream, ProtocolType.Tcp);
        await server.ConnectAsync(IPAddress.Loopback, _port, _stop.Token);
        await Task.WhenAll(
            ForwardAsync(client, server, () => Interlocked.Increment(ref _forwards)),
            ForwardAsync(server, client, () => { }));
    }

    private async Task ForwardAsync(Socket from, Socket to, Action count)
    {
        byte[] buffer = new byte[64 << 10];
        while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and int sizeBytes)
        {
            if (_frozen.Task.IsCompleted)
            {
                continue;
            }

            count();
            await to.SendAsync(buffer.AsMemory(0, sizeBytes), _stop.Token);
        }
    }
}
