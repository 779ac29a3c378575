using Swarm.Nats.Protocol;

namespace Swarm.Nats.Transport;

/// <summary>Those who wait for a pong. Pongs carry no name: they answer pings in their order.</summary>
internal sealed class PingQueue
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource?> _waiting = new();

    /// <summary>How many pings have no answer yet.</summary>
    internal int Outstanding
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Sends a ping; the task ends with its pong.</summary>
    internal Task SendAsync(NatsWriter writer)
    {
        var pong = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (!writer.TryWriteControl("PING\r\n"u8, isPing: true))
            {
                return Task.FromException(new NatsConnectionLostException("it is down now"));
            }

            _waiting.Enqueue(pong);
        }

        return pong.Task;
    }

    internal void OnPong()
    {
        lock (_gate)
        {
            _waiting.TryDequeue(out TaskCompletionSource? pong);
            pong?.TrySetResult();
        }
    }

    /// <summary>The connection is gone. Pings still in the write buffer will be sent, and answered, on the next.</summary>
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
}
