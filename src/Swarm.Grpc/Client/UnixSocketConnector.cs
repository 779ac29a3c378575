using System.Net.Sockets;

namespace Swarm.Grpc.Client;

/// <summary>Opens the connections of a <c>unix:/path</c> channel.</summary>
internal sealed class UnixSocketConnector
{
    /// <summary>The scheme of addresses that name a socket.</summary>
    internal const string Scheme = "unix";

    private readonly UnixDomainSocketEndPoint _endPoint;

    /// <summary>Takes the path out of the address.</summary>
    /// <exception cref="ArgumentException">The path is missing or longer than the kernel allows.</exception>
    internal UnixSocketConnector(Uri address)
    {
        string path = Uri.UnescapeDataString(address.AbsolutePath);
        if (!path.StartsWith('/') || path.Length < 2)
        {
            throw new ArgumentException($"{address} names no socket; write unix:/absolute/path.", nameof(address));
        }

        try
        {
            _endPoint = new UnixDomainSocketEndPoint(path);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new ArgumentException(
                $"The socket path {path} is longer than the kernel allows (about 107 bytes); use a shorter folder.",
                nameof(address));
        }
    }

    /// <summary>Connects once; the HTTP layer owns the stream.</summary>
    internal async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        NetworkStream? stream = null;
        try
        {
            await socket.ConnectAsync(_endPoint, cancellationToken).ConfigureAwait(false);
            stream = new NetworkStream(socket, ownsSocket: true);
            return stream;
        }
        finally
        {
            if (stream is null)
            {
                socket.Dispose();
            }
        }
    }
}
