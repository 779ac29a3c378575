using System.Security.Cryptography;
using Swarm.Grpc;

namespace Swarm.Sdk.Wire;

/// <summary>What the user shows to agents that are reached over the network: a certificate of the swarm.</summary>
internal static class UserIdentity
{
    /// <summary>The options by which an agent is connected to.</summary>
    /// <exception cref="SwarmException">It is over the network, and the user has no certificate.</exception>
    internal static GrpcChannelOptions Secure(AgentAddress address, GrpcChannelOptions options)
    {
        if (address.UserFolder is not { } folder)
        {
            return options;
        }

        try
        {
            return GrpcIdentity.Load(
                Path.Combine(folder, "certificate.pem"),
                Path.Combine(folder, "user.key"),
                Path.Combine(folder, "roots.pem")).Secure(options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SwarmException(
                ErrorCode.PeerRefused,
                $"'{address}' is reached over the network, which needs a user's certificate in '{folder}': "
                + $"{e.Message.TrimEnd('.')}. Get one with 'swarm ca join' and a token of the swarm's operator "
                + "('swarm ca token --user'), or run this on the agent's own host.",
                e);
        }
    }
}
