using System.Net.Sockets;
using System.Security.Authentication;
using Swarm.Nats.Protocol;

namespace Swarm.Nats.Transport;

/// <summary>
/// Keeps a connection: opens it, serves it until it breaks, and opens the next one with growing pauses.
/// </summary>
internal sealed class Reconnect(NatsConnection connection, NatsUri[] uris)
{
    private readonly NatsOpts _opts = connection.Opts;
    private volatile NatsConnectionState _state;
    private int _nextUri;

    internal PingQueue Pings { get; } = new();

    internal NatsConnectionState State
    {
        get => _state;
        private set => _state = value;
    }

    internal ServerInfo? Server { get; private set; }

    /// <summary>Tries each address once.</summary>
    /// <exception cref="NatsException">None answered.</exception>
    internal async Task<NatsSocket> OpenFirstAsync(CancellationToken ct)
    {
        NatsSocket? socket = null;
        try
        {
            State = NatsConnectionState.Connecting;
            for (var left = uris.Length; socket is null; left--)
            {
                try
                {
                    socket = await OpenNextAsync(ct).ConfigureAwait(false);
                }
                catch (NatsException) when (left > 1)
                {
                    // The next address may answer.
                }
            }

            return socket;
        }
        finally
        {
            State = socket is null ? NatsConnectionState.Closed : NatsConnectionState.Connecting;
        }
    }

    /// <summary>Serves this connection and its successors until the token says so.</summary>
    internal async Task RunAsync(NatsSocket first, CancellationToken ct)
    {
        try
        {
            for (NatsSocket? socket = first; socket is not null; socket = await ReopenAsync(ct).ConfigureAwait(false))
            {
                string reason = await ServeAsync(socket, ct).ConfigureAwait(false);
                if (ct.IsCancellationRequested)
                {
                    return;
                }

                State = NatsConnectionState.Reconnecting;
                connection.Report(new NatsEvent.Disconnected(reason));
            }
        }
        finally
        {
            State = NatsConnectionState.Closed;
        }
    }

    private async Task<string> ServeAsync(NatsSocket socket, CancellationToken ct)
    {
        Exception? reason = null;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using (socket.ConfigureAwait(false))
        {
            try
            {
                Server = socket.Info;
                State = NatsConnectionState.Open;
                Task[] work =
                [
                    connection.Writer.RunAsync(socket.Stream, SubscribeLines),
                    ReadAsync(socket, ended.Token),
                    AskAsync(ended.Token),
                ];
                connection.Report(new NatsEvent.Connected(socket.Info));
                Task firstEnd = await Task.WhenAny(work).ConfigureAwait(false);
                await ended.CancelAsync().ConfigureAwait(false);
                socket.Abort();
                OnConnectionLost();
                await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await firstEnd.ConfigureAwait(false);
            }
            catch (Exception e) when (IsWorld(e))
            {
                reason = e;
            }
        }

        return reason?.Message ?? "the server closed it";
    }

    /// <summary>All subscriptions, which come before anything else on a new connection.</summary>
    private byte[] SubscribeLines() => [.. connection.Subscriptions.SelectMany(NatsConnection.SubscribeLine)];

    private void OnConnectionLost()
    {
        Pings.OnConnectionLost(connection.Writer.Detach());
        foreach (Subscription subscription in connection.Subscriptions)
        {
            subscription.OnConnectionLost();
        }
    }

    private async Task ReadAsync(NatsSocket socket, CancellationToken ct)
    {
        do
        {
            while (socket.Incoming.TryRead(out NatsFrame frame))
            {
                OnFrame(frame);
            }
        }
        while (await socket.Incoming.FillAsync(ct).ConfigureAwait(false));
    }

    private void OnFrame(in NatsFrame frame)
    {
        switch (frame.Kind)
        {
            case NatsFrameKind.Msg:
                connection.Deliver(frame);
                break;
            case NatsFrameKind.Ping:
                connection.Writer.TryWriteControl("PONG\r\n"u8, isPing: false);
                break;
            case NatsFrameKind.Pong:
                Pings.OnPong();
                break;
            case NatsFrameKind.Err:
                connection.Report(new NatsEvent.ServerError(NatsServerException.TextOf(frame.Payload)));
                break;
            case NatsFrameKind.Info:
                OnInfo(ServerInfo.Read(frame.Payload));
                break;
            default:
                break;
        }
    }

    private void OnInfo(ServerInfo info)
    {
        Server = info;
        if (info.LameDuckMode)
        {
            connection.Report(new NatsEvent.LameDuckModeActivated());
        }
    }

    /// <summary>Asks the server now and then whether it is alive, and ends when it is not.</summary>
    private async Task AskAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(_opts.PingInterval, _opts.TimeProvider);
        long answered = Pings.Answered;
        var unanswered = 0;
        while (await timer.WaitForNextTickAsync(ct).ConfigureAwait(false))
        {
            unanswered = Pings.Answered == answered ? unanswered : 0;
            answered = Pings.Answered;
            if (unanswered >= _opts.MaxPingOut)
            {
                throw new NatsException($"the server left {unanswered} pings unanswered");
            }

            unanswered++;
            Pings.Send(connection.Writer);
        }
    }

    private async Task<NatsSocket?> ReopenAsync(CancellationToken ct)
    {
        for (var attempt = 1; !ct.IsCancellationRequested; attempt++)
        {
            try
            {
                await Task.Delay(Pause(attempt), _opts.TimeProvider, ct).ConfigureAwait(false);
                return await OpenNextAsync(ct).ConfigureAwait(false);
            }
            catch (NatsException e)
            {
                connection.Report(new NatsEvent.ReconnectFailed(attempt, e.Message));
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // The connection is being closed.
            }
        }

        return null;
    }

    /// <summary>
    /// Doubles from the least to the most, less up to a half at random so that clients do not come in step.
    /// </summary>
    private TimeSpan Pause(int attempt)
    {
        double ticks = _opts.ReconnectWaitMin.Ticks * Math.Pow(2, Math.Min(attempt - 1, 30));
        ticks = Math.Min(ticks, _opts.ReconnectWaitMax.Ticks);
        return TimeSpan.FromTicks((long)(ticks * (1 - (Random.Shared.NextDouble() / 2))));
    }

    private async Task<NatsSocket> OpenNextAsync(CancellationToken ct)
    {
        NatsUri uri = uris[_nextUri++ % uris.Length];
        using var limit = new CancellationTokenSource(_opts.ConnectTimeout, _opts.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return await NatsSocket.OpenAsync(uri, _opts, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new NatsException($"the broker at {uri} did not answer in time", e);
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException)
        {
            throw new NatsException($"the broker at {uri} cannot be reached: {e.Message}", e);
        }
    }

    /// <summary>
    /// What a network or a server can do to us; anything else is a bug of ours and ends the process's use of it.
    /// </summary>
    private static bool IsWorld(Exception e) => e
        is IOException or SocketException or ObjectDisposedException or OperationCanceledException or NatsException;
}
