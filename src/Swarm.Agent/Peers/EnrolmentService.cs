using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Swarm.Agent.Identity;
using Swarm.Grpc;
using Swarm.Grpc.Server;
using Swarm.Protocol.V1;
using Digest = Swarm.Model.Digest;
using ErrorCode = Swarm.Model.ErrorCode;

namespace Swarm.Agent.Peers;

/// <summary>
/// Answers strangers who want to be enrolled, and members whose certificates run out. Only an agent with a delegation
/// enrols; a wrong token or proof costs its bearer a pause.
/// </summary>
internal sealed class EnrolmentService(PeerIdentity identity, CallerCheck callers, ILogger log, TimeProvider time)
{
    private const int MaxPauses = 64;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly PendingIntroductions _pending = new(time);
    private int _pauses;

    /// <summary>The methods that are open to whoever has no certificate.</summary>
    internal static bool IsOpen(string method) =>
        method == PeerMethods.Hello.Path || method == PeerMethods.Trust.Path || method == PeerMethods.Enrol.Path;

    /// <summary>Binds the methods.</summary>
    internal void Bind(GrpcServiceBuilder builder) => builder
        .Unary(PeerMethods.Hello, HelloAsync)
        .Unary(PeerMethods.Trust, TrustAsync)
        .Unary(PeerMethods.Enrol, EnrolAsync)
        .Unary(PeerMethods.Renew, RenewAsync);

    private Task<HelloReply> HelloAsync(HelloRequest hello, ServerCall call)
    {
        if (PeerVersion.WhyNot(hello.Agent, hello.Version, hello.Protocol) is { } other)
        {
            throw Refuse(call, other);
        }

        if (identity.Secret is not { } secret)
        {
            throw Refuse(
                call, "this swarm has an authority and enrols by tokens, not by a secret: 'swarm ca join' with a "
                    + "token");
        }

        if (!AgentId.TryParse(hello.Agent, out AgentId caller) || hello.NonceA.Length != Digest.SizeBytes)
        {
            throw Refuse(call, "a Hello has an agent's name and 32 random bytes");
        }

        if (caller == identity.Self)
        {
            throw Refuse(call, $"this agent is called {caller} itself: give yours another name");
        }

        Introduction introduction = _pending.Begin(
            new Digest(hello.NonceA.Span), identity.Credentials.Fingerprint, caller, identity.Self);
        return Task.FromResult(new HelloReply
        {
            NonceB = ByteString.CopyFrom(introduction.NonceB.ToArray()),
            ProofB = ByteString.CopyFrom(introduction.ProveHello(secret)),
            Agent = identity.Self.Text,
            Version = PeerVersion.Text,
            Protocol = PeerVersion.Protocol,
        });
    }

    // What a stranger brings is looked at too: it is taken only if the authority signed it.
    private Task<TrustList> TrustAsync(TrustList theirs, ServerCall call)
    {
        TrustStore trust = identity.Credentials.Trust;
        if (theirs.Text.Length > 0 && callers.IsGood(call, PrincipalKind.Agent, out _, out _))
        {
            trust.TryAdopt(theirs.Text);
        }

        return Task.FromResult(new TrustList { Text = trust.Text });
    }

    private async Task<EnrolReply> EnrolAsync(EnrolRequest wire, ServerCall call)
    {
        EnrolmentRequest request = EnrolmentWire.Read(wire);
        try
        {
            EnrolmentDesk desk = Desk();
            Enrolled enrolled = wire.Token.IsEmpty
                ? await AdmitAsync(desk, wire, request, call)
                : await desk.EnrolAsync(wire.Token.Memory, request, call.CancellationToken);
            return EnrolmentWire.Write(enrolled);
        }
        catch (SwarmException refused)
        {
            Log.EnrolmentRefused(log, Printable.Of(wire.Agent, 60), call.Peer, refused.Message);
            await PauseAsync(call.CancellationToken);
            throw PeerErrors.Refusal(GrpcStatusCode.PermissionDenied, refused.Code, refused.Message);
        }
    }

    private async Task<EnrolReply> RenewAsync(RenewRequest wire, ServerCall call)
    {
        if (!callers.IsGood(call, PrincipalKind.Agent, out CertificateVerdict? caller, out string? refusal))
        {
            throw PeerErrors.Refusal(GrpcStatusCode.Unauthenticated, ErrorCode.PeerRefused, refusal);
        }

        try
        {
            return EnrolmentWire.Write(
                await Desk().RenewAsync(caller, wire.Request.ToByteArray(), call.CancellationToken));
        }
        catch (SwarmException refused)
        {
            throw PeerErrors.Refusal(GrpcStatusCode.PermissionDenied, refused.Code, refused.Message);
        }
    }

    private async Task<Enrolled> AdmitAsync(
        EnrolmentDesk desk, EnrolRequest wire, EnrolmentRequest request, ServerCall call)
    {
        Introduction? introduction = wire.NonceB.Length == Digest.SizeBytes
            ? _pending.Take(new Digest(wire.NonceB.Span))
            : null;
        bool isRight = identity.Secret is { } secret
            && introduction is not null
            && introduction.Caller.Text == request.Name
            && introduction.AcceptsEnter(secret, wire.ProofA.Span);

        // A delegation can be given by the authority's own holder only.
        return isRight
            ? await desk.AdmitAsync(
                desk.CanDelegate ? request : request with { DelegationRequest = null }, call.CancellationToken)
            : throw new SwarmException(
                ErrorCode.PeerRefused,
                "the proof of knowing the swarm's secret is wrong or late: copy the secret file of a member");
    }

    private EnrolmentDesk Desk() => identity.Credentials.Desk ?? throw new SwarmException(
        ErrorCode.PeerRefused,
        $"agent {identity.Self} enrols nobody: ask the one that founded the swarm, or one that has a delegation");

    // Guessing is hopeless anyhow; the pause keeps it cheap for us, and there are not many of them at a time.
    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _pauses) <= MaxPauses)
        {
            await Task.Delay(s_pause, time, cancellationToken);
        }

        Interlocked.Decrement(ref _pauses);
    }

    private GrpcException Refuse(ServerCall call, string reason)
    {
        Log.HelloRefused(log, call.Peer, reason);
        return PeerErrors.Refusal(GrpcStatusCode.FailedPrecondition, ErrorCode.PeerRefused, reason);
    }
}
