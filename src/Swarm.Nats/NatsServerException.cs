using System.Buffers;
using System.Text;

namespace Swarm.Nats;

/// <summary>The server refused us with an -ERR, such as "Authorization Violation".</summary>
/// <param name="error">The server's words.</param>
public sealed class NatsServerException(string error) : NatsException($"the broker refused: {error}")
{
    /// <summary>The server's words.</summary>
    public string Error { get; } = error;

    /// <summary>Whether it does not know us, so that trying again with the same secrets is useless.</summary>
    public bool IsAuthError =>
        Error.Contains("Authorization", StringComparison.OrdinalIgnoreCase)
        || Error.Contains("Authentication", StringComparison.OrdinalIgnoreCase);

    internal static string TextOf(ReadOnlySequence<byte> payload) =>
        Encoding.UTF8.GetString(payload).Trim(' ', '\'');
}
