using System.Text.Json.Serialization;

namespace Swarm.Nats.JetStream;

/// <summary>Why JetStream refused.</summary>
/// <param name="Code">Like an HTTP status: 400, 404, 503.</param>
/// <param name="ErrCode">The server's stable number of this very error.</param>
/// <param name="Description">The server's words.</param>
public sealed record ApiError(
    [property: JsonPropertyName("code")] int Code,
    [property: JsonPropertyName("err_code")] int ErrCode,
    [property: JsonPropertyName("description")] string Description)
{
    /// <summary>err_code of an expected sequence that was not the last.</summary>
    public const int WrongLastSequence = 10071;

    /// <summary>err_code of a stream that does not exist.</summary>
    public const int StreamNotFound = 10059;

    /// <summary>err_code of a consumer that does not exist.</summary>
    public const int ConsumerNotFound = 10014;

    /// <summary>err_code of a message that does not exist.</summary>
    public const int MessageNotFound = 10037;

    /// <summary>err_code of a stream that exists with another configuration.</summary>
    public const int StreamNameExists = 10058;
}
