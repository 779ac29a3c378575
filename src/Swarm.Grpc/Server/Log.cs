using Microsoft.Extensions.Logging;

namespace Swarm.Grpc.Server;

/// <summary>What the server's dispatch has to say.</summary>
internal static partial class Log
{
    /// <summary>A method threw what it should not; the client is told INTERNAL and nothing more.</summary>
    [LoggerMessage(EventId = 3100, Level = LogLevel.Error, Message = "{Method} failed unexpectedly")]
    internal static partial void MethodFailed(ILogger logger, Exception exception, string method);
}
