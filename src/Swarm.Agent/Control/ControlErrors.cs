using Swarm.Grpc;
using Swarm.Protocol;

namespace Swarm.Agent.Control;

/// <summary>Turns our refusals into statuses: one sentence, and the number of the code beside it.</summary>
internal static class ControlErrors
{
    /// <summary>The exception that the wire sends for a refusal.</summary>
    internal static GrpcException ToGrpc(SwarmException refusal)
    {
        GrpcMetadata trailers = [];
        trailers.Add(WireProtocol.CodeTrailer, WireProtocol.TextOf(refusal.Code));
        return new GrpcException(new GrpcStatus(StatusOf(refusal.Code), refusal.Message), trailers, refusal);
    }

    private static GrpcStatusCode StatusOf(ErrorCode code) => code switch
    {
        ErrorCode.CampaignInvalid or ErrorCode.BadReference or ErrorCode.CampaignTooLarge =>
            GrpcStatusCode.InvalidArgument,
        ErrorCode.CampaignConflict => GrpcStatusCode.AlreadyExists,
        ErrorCode.UnknownCampaign or ErrorCode.UnknownActivity or ErrorCode.InputMissing => GrpcStatusCode.NotFound,
        ErrorCode.NobodyCanRun or ErrorCode.NotDurable => GrpcStatusCode.FailedPrecondition,
        ErrorCode.PoolFull or ErrorCode.DiskFull => GrpcStatusCode.ResourceExhausted,
        ErrorCode.PeerRefused or ErrorCode.NotAllowed => GrpcStatusCode.PermissionDenied,
        _ => GrpcStatusCode.Unavailable,
    };
}
