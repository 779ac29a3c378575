namespace Swarm.Nats.JetStream;

/// <summary>One thing that came for a pull: a message, or the server's word that there are none.</summary>
/// <param name="Msg">The message, if <paramref name="Status"/> is 0.</param>
/// <param name="Status">The server's status, or 0.</param>
/// <param name="Text">What the server says beside its status.</param>
/// <param name="SizeBytes">What the message takes of the queue's byte limit.</param>
internal readonly record struct PullItem<T>(NatsJSMsg<T> Msg, int Status, string Text, int SizeBytes)
{
    /// <summary>Our own status: the connection was lost, and the pull with it.</summary>
    internal const int ConnectionLost = -1;

    /// <summary>Our own status: the server is silent although it promised heartbeats.</summary>
    internal const int Silent = -2;

    /// <summary>Our own status: the connection was closed for good.</summary>
    internal const int Closed = -3;

    internal bool IsMessage => Status == 0;

    /// <summary>Whether a pull ended as it should: time over, or the byte limit reached.</summary>
    internal bool IsOrderlyEnd => Status is 404 or 408
        || (Status == 409 && Text.Contains("Exceeds MaxBytes", StringComparison.OrdinalIgnoreCase));

    internal static PullItem<T> OfStatus(int status, string text) => new(default, status, text, 0);
}
