using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Swarm.Nats.Protocol;

namespace Swarm.Nats.Transport;

/// <summary>One connection to one server: opened, secured and introduced, or not at all.</summary>
internal sealed class NatsSocket : IAsyncDisposable
{
    private const int MaxInfoBytes = NatsParser.MaxInfoLineBytes;

    private readonly Socket _socket;

    private NatsSocket(Socket socket, NatsUri uri)
    {
        _socket = socket;
        Uri = uri;
        Stream = new NetworkStream(socket, ownsSocket: true);
        Incoming = new ReceiveBuffer(Stream);
    }

    internal NatsUri Uri { get; }

    internal Stream Stream { get; private set; }

    internal ReceiveBuffer Incoming { get; private set; }

    internal ServerInfo Info { get; private set; } = new();

    /// <summary>Connects, upgrades to TLS where asked, introduces us and waits for the server's consent.</summary>
    /// <exception cref="NatsException">The server refused, or does not speak NATS.</exception>
    internal static async Task<NatsSocket> OpenAsync(NatsUri uri, NatsOpts opts, CancellationToken ct)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var consented = false;
        try
        {
            await socket.ConnectAsync(uri.Host, uri.Port, ct).ConfigureAwait(false);
            var opened = new NatsSocket(socket, uri);
            await opened.IntroduceAsync(opts, ct).ConfigureAwait(false);
            consented = true;
            return opened;
        }
        finally
        {
            if (!consented)
            {
                socket.Dispose();
            }
        }
    }

    /// <summary>Ends every read and write that is under way.</summary>
    internal void Abort() => _socket.Dispose();

    public async ValueTask DisposeAsync()
    {
        Abort();
        await Stream.DisposeAsync().ConfigureAwait(false);
    }

    private async Task IntroduceAsync(NatsOpts opts, CancellationToken ct)
    {
        Info = await ReadInfoAsync(ct).ConfigureAwait(false);
        bool tls = NeedsTls(opts.TlsOpts);
        if (tls)
        {
            await SecureAsync(opts.TlsOpts, ct).ConfigureAwait(false);
        }

        // The server may send us what it takes from others: headers and payload together, and a little more.
        Incoming.MaxPayloadBytes = Math.Max(Info.MaxPayload, 1024 * 1024) + (64 * 1024);
        var hello = new ConnectCommand
        {
            Name = opts.Name,
            TlsRequired = tls,
            User = Uri.Auth.Username,
            Password = Uri.Auth.Password,
            Token = Uri.Auth.Token,
        };
        await Stream.WriteAsync((byte[])[.. hello.ToLine(), .. "PING\r\n"u8], ct).ConfigureAwait(false);
        while (!HasConsent())
        {
            if (!await Incoming.FillAsync(ct).ConfigureAwait(false))
            {
                throw new NatsException($"the broker at {Uri} closed the connection when we introduced ourselves");
            }
        }
    }

    private bool HasConsent()
    {
        while (Incoming.TryRead(out NatsFrame frame))
        {
            switch (frame.Kind)
            {
                case NatsFrameKind.Pong:
                    return true;
                case NatsFrameKind.Err:
                    throw new NatsServerException(NatsServerException.TextOf(frame.Payload));
                case NatsFrameKind.Info:
                    Info = ServerInfo.Read(frame.Payload);
                    break;
                default:
                    break;
            }
        }

        return false;
    }

    /// <summary>Byte by byte, because after this line the stream may belong to TLS.</summary>
    private async Task<ServerInfo> ReadInfoAsync(CancellationToken ct)
    {
        var line = new List<byte>(1024);
        byte[] one = new byte[1];
        while (one[0] != (byte)'\n')
        {
            if (line.Count >= MaxInfoBytes || await Stream.ReadAsync(one, ct).ConfigureAwait(false) == 0)
            {
                throw new NatsProtocolException($"what answers at {Uri} is not a NATS server");
            }

            line.Add(one[0]);
        }

        var bytes = new System.Buffers.ReadOnlySequence<byte>(line.ToArray());
        return new NatsParser().TryRead(ref bytes, out NatsFrame frame) switch
        {
            true when frame.Kind == NatsFrameKind.Info => ServerInfo.Read(frame.Payload),
            true when frame.Kind == NatsFrameKind.Err =>
                throw new NatsServerException(NatsServerException.TextOf(frame.Payload)),
            _ => throw new NatsProtocolException($"what answers at {Uri} did not introduce itself as a NATS server"),
        };
    }

    private bool NeedsTls(NatsTlsOpts tls)
    {
        bool wanted = Uri.IsTls || tls.Mode == NatsTlsMode.Require;
        if (wanted && !Info.TlsRequired && !Info.TlsAvailable)
        {
            throw new NatsException($"TLS is required but the broker at {Uri} offers none");
        }

        if (Info.TlsRequired && tls.Mode == NatsTlsMode.Disable)
        {
            throw new NatsException($"the broker at {Uri} requires TLS, which is disabled: set TlsOpts.Mode");
        }

        return wanted || Info.TlsRequired;
    }

    private async Task SecureAsync(NatsTlsOpts tls, CancellationToken ct)
    {
        var secured = new SslStream(Stream);
        Stream = secured;
        Incoming = new ReceiveBuffer(secured);
        var options = new SslClientAuthenticationOptions { TargetHost = tls.ServerName ?? Uri.Host };
        if (tls.ClientCertificate is { } certificate)
        {
            options.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true);
        }

        if (tls.CaCertificates is { } roots)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }

        if (tls.ConfigureClientAuthentication is { } configure)
        {
            await configure(options).ConfigureAwait(false);
        }

        await secured.AuthenticateAsClientAsync(options, ct).ConfigureAwait(false);
    }
}
