namespace Swarm.Sdk;

/// <summary>Where an agent can be reached.</summary>
/// <param name="Text">As people name it: a name, a socket, or <c>host:port</c>.</param>
/// <param name="Uri"><c>unix:/path</c> or <c>https://host:port</c>.</param>
public sealed record AgentAddress(string Text, Uri Uri)
{
    private const int MaxSocketPathBytes = 107;

    /// <summary>
    /// The folder with the user's certificate: it is needed over the network, and over a socket it is shown if it is
    /// there. Null for none.
    /// </summary>
    public string? UserFolder { get; init; }

    /// <summary>The path of its socket; null when it is reached by its port.</summary>
    public string? Socket => Uri.Scheme == "unix" ? Uri.UnescapeDataString(Uri.AbsolutePath) : null;

    /// <summary>The address of a socket.</summary>
    /// <exception cref="SwarmException">The path is longer than the kernel allows.</exception>
    public static AgentAddress OfSocket(string name, string path)
    {
        string full = Path.GetFullPath(path);
        return System.Text.Encoding.UTF8.GetByteCount(full) <= MaxSocketPathBytes
            ? new AgentAddress(
                name, new Uri("unix:" + Uri.EscapeDataString(full).Replace("%2F", "/", StringComparison.Ordinal)))
            : throw new SwarmException(
                ErrorCode.BadReference,
                $"The socket path '{Printable.Of(full)}' is longer than the {MaxSocketPathBytes} bytes the kernel "
                    + "allows; "
                + "use a shorter folder.");
    }

    /// <summary>As people name it.</summary>
    public override string ToString() => Text;
}
