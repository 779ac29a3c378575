using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Swarm.Grpc;
using Swarm.Protocol;
using Swarm.Protocol.V1;

namespace Swarm.Sdk.Wire;

/// <summary>
/// Who the user is to the swarm: a certificate with its key. Agents that are reached over the network are shown it by
/// TLS, others by a signature with each call; and what is submitted is signed with it.
/// </summary>
internal sealed class UserIdentity
{
    private const string CampaignPurpose = "swarm-campaign-1";
    private const string CallPurpose = "swarm-call-1";
    private const string CertificateName = "certificate.pem";

    private readonly GrpcIdentity _identity;

    private UserIdentity(GrpcIdentity identity) => _identity = identity;

    /// <summary>Reads who the user is; null when there is no certificate and none is needed.</summary>
    /// <exception cref="SwarmException">It cannot be read, or is needed and not there.</exception>
    internal static UserIdentity? Of(AgentAddress address)
    {
        if (address.UserFolder is not { } folder
            || (address.Socket is not null && !File.Exists(Path.Combine(folder, CertificateName))))
        {
            return null;
        }

        try
        {
            return new UserIdentity(GrpcIdentity.Load(
                Path.Combine(folder, CertificateName),
                Path.Combine(folder, "user.key"),
                Path.Combine(folder, "roots.pem")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw address.Socket is null ? Missing(address, folder, e) : new SwarmException(
                Model.ErrorCode.PeerRefused,
                $"The user's certificate in '{folder}' cannot be read: {e.Message.TrimEnd('.')}. Get another with "
                + "'swarm ca user', or remove that folder.",
                e);
        }
    }

    /// <summary>The options by which an agent is connected to.</summary>
    internal static GrpcChannelOptions Secure(
        UserIdentity? user, AgentAddress address, GrpcChannelOptions options) =>
        user is null || address.Socket is not null ? options : user._identity.Secure(options);

    /// <summary>Shows whose campaign it is.</summary>
    internal OwnerProof Prove(Model.Digest campaign)
    {
        OwnerProof proof = new() { Signature = Sign(CampaignPurpose, campaign.ToString()) };
        proof.Certificates.AddRange(_identity.Certificates.Select(one => UnsafeByteOperations.UnsafeWrap(one)));
        return proof;
    }

    /// <summary>Shows over a socket who asks.</summary>
    internal GrpcMetadata ProveCall(string method, DateTimeOffset now)
    {
        long micros = (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        CallerProof proof = new()
        {
            AtMicros = micros,
            Signature = Sign(CallPurpose, method, micros.ToString(CultureInfo.InvariantCulture)),
        };
        proof.Certificates.AddRange(_identity.Certificates.Select(one => UnsafeByteOperations.UnsafeWrap(one)));
        GrpcMetadata metadata = [];
        metadata.Add(WireProtocol.CallerMetadata, proof.ToByteArray());
        return metadata;
    }

    private ByteString Sign(params ReadOnlySpan<string> lines) =>
        UnsafeByteOperations.UnsafeWrap(_identity.Sign(Encoding.UTF8.GetBytes(string.Join('\n', lines))));

    private static SwarmException Missing(AgentAddress address, string folder, Exception e) => new(
        Model.ErrorCode.PeerRefused,
        $"'{address}' is reached over the network, which needs a user's certificate in '{folder}': "
        + $"{e.Message.TrimEnd('.')}. Get one with 'swarm ca join' and a token of the swarm's operator "
        + "('swarm ca token --user'), or run this on the agent's own host.",
        e);
}
