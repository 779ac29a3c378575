using System.Text;
using Swarm.Nats.Protocol;

namespace Swarm.Nats.Requests;

/// <summary>Waits for the answer to a request.</summary>
internal sealed class RequestWaiter<T> : ReplyWaiter
{
    private readonly NatsConnection _connection;
    private readonly TaskCompletionSource<NatsMsg<T>> _answer =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal RequestWaiter(NatsConnection connection)
    {
        NatsSerializers.Require<T>();
        _connection = connection;
    }

    internal Task<NatsMsg<T>> Answer => _answer.Task;

    internal override void OnReply(in NatsFrame frame) => _answer.TrySetResult(new NatsMsg<T>(
        Encoding.UTF8.GetString(frame.Subject),
        frame.ReplyTo.IsEmpty ? null : Encoding.UTF8.GetString(frame.ReplyTo),
        (int)(frame.Headers.Length + frame.Payload.Length),
        frame.Headers.IsEmpty ? null : HeaderCodec.Read(frame.Headers),
        NatsSerializers.Read<T>(frame.Payload),
        _connection));

    internal override void OnFailure(Exception error)
    {
        if (error is OperationCanceledException canceled)
        {
            _answer.TrySetCanceled(canceled.CancellationToken);
        }
        else
        {
            _answer.TrySetException(error);
        }
    }
}
