namespace Swarm.Nats.JetStream;

/// <summary>JetStream refused; nothing was stored or changed.</summary>
/// <param name="error">Its reason.</param>
public sealed class NatsJSApiException(ApiError error)
    : NatsJSException($"JetStream refused: {error.Description} (code {error.Code}, error {error.ErrCode})")
{
    /// <summary>Its reason, with stable numbers.</summary>
    public ApiError Error { get; } = error;
}
