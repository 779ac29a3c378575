namespace Swarm.Nats;

/// <summary>Where a connection is in its life.</summary>
public enum NatsConnectionState
{
    /// <summary>Not connected yet, or closed for good.</summary>
    Closed,

    /// <summary>Opening the first time.</summary>
    Connecting,

    /// <summary>Open.</summary>
    Open,

    /// <summary>Lost; a new one is being opened.</summary>
    Reconnecting,
}
