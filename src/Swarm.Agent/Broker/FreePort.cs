using System.Net;
using System.Net.Sockets;

namespace Swarm.Agent.Broker;

/// <summary>
/// Finds a loopback port to keep. It lies below the range from which the kernel takes ports for outgoing connections,
/// so that none of them sits on it while the broker is away.
/// </summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int Last = 31_999;
    private const int MaxTries = 100;

    /// <summary>A port that is free now.</summary>
    /// <exception cref="SwarmException">A hundred ports were all in use.</exception>
    internal static int Find()
    {
        for (int i = 0; i < MaxTries; i++)
        {
            int port = Random.Shared.Next(First, Last + 1);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new SwarmException(
            ErrorCode.BrokerUnavailable, $"no free port was found between {First} and {Last} on 127.0.0.1");
    }

    /// <summary>Whether nobody listens on a loopback port.</summary>
    internal static bool IsFree(int port)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
