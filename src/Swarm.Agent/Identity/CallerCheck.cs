using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Swarm.Grpc;
using Swarm.Grpc.Server;

namespace Swarm.Agent.Identity;

/// <summary>Says of each call who makes it, by the certificate of its connection, and why it may not.</summary>
internal sealed class CallerCheck(AgentIdentity identity, ILogger log)
{
    /// <summary>Notes that a connection was used for a call, whoever may make it.</summary>
    internal static void Note(ServerCall call)
    {
        if (ConnectionNote.Of(call) is { } note)
        {
            note.WasAsked = true;
        }
    }

    /// <summary>Whether the caller shows a good certificate of some kind.</summary>
    /// <param name="call">The call.</param>
    /// <param name="kind">Agent or user.</param>
    /// <param name="caller">The certificate.</param>
    /// <param name="refusal">What the caller is told; it is logged here, once for a connection.</param>
    internal bool IsGood(
        ServerCall call,
        PrincipalKind kind,
        [NotNullWhen(true)] out CertificateVerdict? caller,
        [NotNullWhen(false)] out string? refusal)
    {
        Note(call);
        ConnectionNote? note = ConnectionNote.Of(call);
        caller = note?.Verdict;
        refusal = caller is null ? "this connection is not secured"
            : identity.Trust.WhyNot(caller)
                ?? (caller.Who!.Kind == kind ? null : $"{caller.Who} may not ask this; a certificate of another kind "
                    + "may");
        if (refusal is not null && note?.IsFirstRefusal() != false)
        {
            Log.CallerRefused(log, call.Peer, call.Method, refusal);
        }

        return refusal is null;
    }

    /// <summary>The agent that calls; its certificate was found good before.</summary>
    internal static AgentId AgentOf(CertificateVerdict caller) => AgentId.Parse(caller.Who!.Name);

    /// <summary>The status by which a caller is refused.</summary>
    internal static GrpcStatus Refuse(string reason) => new(GrpcStatusCode.Unauthenticated, reason);
}
