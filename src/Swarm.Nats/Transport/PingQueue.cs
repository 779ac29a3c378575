using Swarm.Nats.Protocol;

namespace Swarm.Nats.Transport;

/// <summary>Those who wait for a pong. Pongs carry no name: they answer pings in their order.</summary>
internal sealed class PingQueue
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource?> _waiting = new();
    private long _answered;

    /// <summary>How many pongs have come, ever.</summary>
    internal long Answered => Volatile.Read(ref _answered);

    /// <summary>Sends a ping nobody waits for.</summary>
    internal void Send(NatsWriter writer) => TrySend(writer, pong: null);

    /// <summary>Sends a ping; the task ends with its pong.</summary>
    internal Task SendAsync(NatsWriter writer)
    {
        var pong = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return TrySend(writer, pong)
            ? pong.Task
            : Task.FromException(new NatsConnectionLostException("it is down now"));
    }

    internal void OnPong()
    {
        lock (_gate)
        {
            _answered++;
            _waiting.TryDequeue(out TaskCompletionSource? pong);
            pong?.TrySetResult();
        }
    }

    /// <summary>
    /// The connection is gone. Pings still in the write buffer will be sent, and answered, on the next.
    /// </summary>
    internal void OnConnectionLost(int pingsToCome)
    {
        lock (_gate)
        {
            while (_waiting.TryDequeue(out TaskCompletionSource? pong))
            {
                pong?.TrySetException(new NatsConnectionLostException("it broke"));
            }

            for (var i = 0; i < pingsToCome; i++)
            {
                _waiting.Enqueue(null);
            }
        }
    }

    private bool TrySend(NatsWriter writer, TaskCompletionSource? pong)
    {
        lock (_gate)
        {
            bool sent = writer.TryWriteControl("PING\r\n"u8, isPing: true);
            if (sent)
            {
                _waiting.Enqueue(pong);
            }

            return sent;
        }
    }
}
