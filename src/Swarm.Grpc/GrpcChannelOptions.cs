using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Swarm.Grpc;

/// <summary>How a channel connects; every value has a default that suits a local network.</summary>
public sealed record GrpcChannelOptions
{
    /// <summary>Message sizes of calls that do not bring their own. Default: 4 MiB both ways.</summary>
    public GrpcLimits Limits { get; init; } = GrpcLimits.Default;

    /// <summary>
    /// How long one attempt to connect may take, before the call fails with UNAVAILABLE. Default: 10 s.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a connection may be silent before a ping asks whether the peer lives, from 1 s up. Lower notices a
    /// dead host sooner and costs 17 bytes a ping; stock C servers hang up on pings they find too frequent (below
    /// five minutes without data). Default: null, no pings.
    /// </summary>
    public TimeSpan? KeepAlivePingDelay { get; init; }

    /// <summary>
    /// How long a ping may stay unanswered, from 1 s up, before the connection and its calls fail with UNAVAILABLE.
    /// Default: 5 s.
    /// </summary>
    public TimeSpan KeepAlivePingTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The certificate shown to an https server that asks; null for none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>
    /// The same with the certificates that lead to its authority, for servers that know only that; it wins over
    /// <see cref="ClientCertificate"/>. Null for none.
    /// </summary>
    public SslStreamCertificateContext? ClientCertificateContext { get; init; }

    /// <summary>
    /// Judges an https server's certificate; null for the system's judgement by its trusted authorities and the
    /// host's name.
    /// </summary>
    public RemoteCertificateValidationCallback? ServerCertificateValidation { get; init; }

    /// <summary>
    /// When true a call its own caller cancelled throws <see cref="OperationCanceledException"/> instead of a
    /// <see cref="GrpcException"/> with CANCELLED. Default: false.
    /// </summary>
    public bool ThrowOperationCanceledOnCancellation { get; init; }

    /// <summary>The clock of deadlines. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
