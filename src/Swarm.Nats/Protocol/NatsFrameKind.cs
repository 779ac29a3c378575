namespace Swarm.Nats.Protocol;

/// <summary>What a frame from the server is.</summary>
internal enum NatsFrameKind
{
    /// <summary>A message, with or without headers.</summary>
    Msg,

    /// <summary>The server's description of itself, as JSON in the payload.</summary>
    Info,

    /// <summary>A question whether we are alive.</summary>
    Ping,

    /// <summary>The answer to our own question.</summary>
    Pong,

    /// <summary>An acknowledgement that only verbose connections get.</summary>
    Ok,

    /// <summary>A complaint, as text in the payload.</summary>
    Err,
}
