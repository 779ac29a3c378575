using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Swarm.Agent.Identity;
using Swarm.Core.Authorisation;
using Swarm.Grpc;
using Swarm.Grpc.Server;
using Swarm.Protocol;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Control;

/// <summary>
/// Says who asks: over the port, whose certificate it is; over the socket, who signed the call. Where the swarm has no
/// authority but its founder's own, whoever can open the socket is its owner.
/// </summary>
internal sealed class Callers(CallerCheck check, OwnerBook owners, ILogger log)
{
    /// <summary>Why a call is not answered at all; null when it is.</summary>
    internal GrpcStatus? Judge(ServerCall call) =>
        IsLocal(call) || check.IsGood(call, PrincipalKind.User, out _, out string? refusal)
            ? null
            : new GrpcStatus(
                GrpcStatusCode.PermissionDenied,
                $"{refusal}: orders from afar need a user's certificate ('swarm ca token --user', then 'swarm ca "
                + "join'); without one run this on the agent's own host, or forward its socket with 'ssh -L'");

    /// <summary>Who asks; nobody where nobody shows who it is, with a doubt where that is not believed.</summary>
    internal CampaignOwner Of(ServerCall call)
    {
        if (!IsLocal(call))
        {
            return check.IsGood(call, PrincipalKind.User, out CertificateVerdict? caller, out _)
                ? OwnerBook.OwnerOf(caller) : CampaignOwner.Nobody;
        }

        CampaignOwner shown = call.RequestHeaders.GetBytes(WireProtocol.CallerMetadata) is { } proof
            ? Read(proof, call.Method) : CampaignOwner.Nobody;
        return owners.IsLocal && !(shown.IsSomebody && shown.Doubt is null) ? CampaignOwner.Local : shown;
    }

    /// <summary>Refuses who is no operator; for what is the agent's own matter, its own host is enough.</summary>
    /// <exception cref="SwarmException">It is neither.</exception>
    internal void RequireOperator(ServerCall call, bool isOfSwarm)
    {
        CampaignOwner caller = Of(call);
        if (caller.IsOf(CampaignOwner.Operators) || (IsLocal(call) && !isOfSwarm))
        {
            return;
        }

        throw new SwarmException(
            ErrorCode.NotAllowed,
            $"{caller} may not do that: it needs a user of the group '{CampaignOwner.Operators}' ('swarm ca user "
            + $"--operator'){(isOfSwarm ? "" : ", or run it on the agent's own host")}");
    }

    /// <summary>Tells the agent's log who was refused what.</summary>
    internal void Tell(ServerCall call, SwarmException refusal)
    {
        if (refusal.Code == ErrorCode.NotAllowed)
        {
            Log.NotAllowed(log, Of(call).ToString(), call.Method, refusal.Message);
        }
    }

    private CampaignOwner Read(byte[] bytes, string method)
    {
        try
        {
            V1.CallerProof proof = WireParser.Parse(V1.CallerProof.Parser, bytes);
            return proof.Certificates.Count is > 0 and <= OwnerProof.MaxCertificates
                ? owners.Judge(
                    [.. proof.Certificates.Select(one => one.Memory)], method, proof.AtMicros, proof.Signature.Memory)
                : CampaignOwner.Nobody with { Doubt = "the proof has no certificate" };
        }
        catch (Exception e) when (e is FormatException or InvalidProtocolBufferException)
        {
            return CampaignOwner.Nobody with { Doubt = e.Message };
        }
    }

    private static bool IsLocal(ServerCall call) => call.Peer.StartsWith("unix", StringComparison.Ordinal);
}
