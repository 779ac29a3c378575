using Swarm.Grpc;
using Swarm.Protocol;

namespace Swarm.Sdk.Wire;

/// <summary>Makes of a call that failed what people can act on.</summary>
internal static class Refusals
{
    /// <summary>Whether the call may go better with another agent, or with this one a little later.</summary>
    internal static bool IsLost(GrpcException failure) =>
        failure.Code is GrpcStatusCode.Unavailable or GrpcStatusCode.DeadlineExceeded
        && WireProtocol.CodeOf(failure.Trailers.GetText(WireProtocol.CodeTrailer)) == ErrorCode.None;

    /// <summary>The refusal that the agent meant.</summary>
    internal static SwarmException Of(GrpcException failure, string agent)
    {
        ErrorCode code = WireProtocol.CodeOf(failure.Trailers.GetText(WireProtocol.CodeTrailer));
        return code != ErrorCode.None ? new SwarmException(code, failure.Status.Detail, failure)
            : IsLost(failure) ? Unreachable(agent, failure)
            : new SwarmException(CodeOf(failure.Code), $"{agent} says: {failure.Status.Detail}", failure);
    }

    /// <summary>Nobody answers.</summary>
    internal static SwarmException Unreachable(string agent, GrpcException? failure) => new(
        ErrorCode.PeerUnreachable,
        $"No agent answers at {agent}{(failure is null ? "" : $" ({failure.Status.Detail.TrimEnd('.')})")}. "
        + "Start one with 'swarm agent start', or name another with --agent or SWARM_AGENT.",
        failure);

    private static ErrorCode CodeOf(GrpcStatusCode status) => status switch
    {
        GrpcStatusCode.NotFound => ErrorCode.UnknownCampaign,
        GrpcStatusCode.AlreadyExists => ErrorCode.CampaignConflict,
        GrpcStatusCode.InvalidArgument => ErrorCode.BadReference,
        GrpcStatusCode.ResourceExhausted => ErrorCode.CampaignTooLarge,
        _ => ErrorCode.PeerRefused,
    };
}
