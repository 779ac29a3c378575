using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Swarm.Nats;

/// <summary>How a connection is encrypted, and who both sides are.</summary>
public sealed record NatsTlsOpts
{
    /// <summary>When TLS is used. Default: when the address or the server asks for it.</summary>
    public NatsTlsMode Mode { get; init; } = NatsTlsMode.Auto;

    /// <summary>The only roots a server's certificate may come from; null for those of the system.</summary>
    public X509Certificate2Collection? CaCertificates { get; init; }

    /// <summary>Our own certificate with its private key; null to show none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>
    /// Changes what TLS is told, for each attempt to connect and after everything else here; null for nothing.
    /// </summary>
    public Func<SslClientAuthenticationOptions, ValueTask>? ConfigureClientAuthentication { get; init; }

    /// <summary>The name to find in the server's certificate; null for the host of the address.</summary>
    public string? ServerName { get; init; }
}
