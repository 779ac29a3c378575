namespace Swarm.Nats.JetStream;

/// <summary>
/// The server took a configuration and answered with another: it is too old for what was asked, and dropped it.
/// </summary>
/// <param name="what">The stream or consumer.</param>
/// <param name="differences">Each as "path: asked X, got Y".</param>
public sealed class NatsJSConfigEchoException(string what, IReadOnlyList<string> differences)
    : NatsJSException(
        $"the broker changed the configuration of {what} ({string.Join("; ", differences)}): use a newer nats-server, "
        + "or ask for less")
{
    /// <summary>Each as "path: asked X, got Y".</summary>
    public IReadOnlyList<string> Differences { get; } = differences;
}
