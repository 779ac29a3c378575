using System.Globalization;
using Swarm.Grpc;

namespace Swarm.Agent.Peers;

/// <summary>Failures between agents, as a status on the wire and as a sentence for people.</summary>
internal static class PeerErrors
{
    /// <summary>The status that refuses a call.</summary>
    internal static GrpcException Refusal(GrpcStatusCode status, ErrorCode code, string sentence)
    {
        GrpcMetadata trailers = [];
        trailers.Add(PeerMethods.CodeTrailer, ((int)code).ToString(CultureInfo.InvariantCulture));
        return new GrpcException(new GrpcStatus(status, sentence), trailers);
    }

    /// <summary>What a failed call to an agent means.</summary>
    internal static SwarmException Explain(string endpoint, GrpcException failed)
    {
        ErrorCode? said = int.TryParse(
            failed.Trailers.GetText(PeerMethods.CodeTrailer), NumberStyles.None, null, out int number)
            && Enum.IsDefined((ErrorCode)number)
                ? (ErrorCode)number
                : null;
        string detail = Printable.Of(failed.Status.Detail, 400);
        return (said, failed.Code) switch
        {
            (_, GrpcStatusCode.Unauthenticated) => new SwarmException(
                ErrorCode.PeerRefused, $"the agent at {endpoint} refuses: {detail}", failed),
            ({ } code, _) => new SwarmException(code, $"the agent at {endpoint} refuses: {detail}", failed),
            (_, GrpcStatusCode.Unimplemented or GrpcStatusCode.Internal) => new SwarmException(
                ErrorCode.PeerRefused, $"what listens at {endpoint} is no agent that we understand: {detail}", failed),
            _ => new SwarmException(
                ErrorCode.PeerUnreachable,
                $"the agent at {endpoint} cannot be reached ({detail}): start it, or check address and tunnel",
                failed),
        };
    }
}
