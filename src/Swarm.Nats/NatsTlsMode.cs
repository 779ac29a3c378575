namespace Swarm.Nats;

/// <summary>When a connection is encrypted.</summary>
public enum NatsTlsMode
{
    /// <summary>If the address says tls:// or the server requires it.</summary>
    Auto,

    /// <summary>Always; a server without TLS is refused.</summary>
    Require,

    /// <summary>Never; a server that requires TLS is refused.</summary>
    Disable,
}
