using Google.Protobuf;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Swarm.Agent.Identity;
using Swarm.Grpc;
using Swarm.Grpc.Server;
using Swarm.Protocol;
using Swarm.Protocol.V1;
using Digest = Swarm.Model.Digest;
using ErrorCode = Swarm.Model.ErrorCode;

namespace Swarm.Agent.Peers;

/// <summary>
/// Answers other agents, whose names are those of their certificates. Strangers can only ask to be enrolled.
/// </summary>
internal sealed class PeerService
{
    private const int ChunkBytes = 256 * 1024;

    private readonly PeerIdentity _identity;
    private readonly PeerServing _serving;
    private readonly ILogger _log;
    private readonly CallerCheck _callers;
    private readonly EnrolmentService _enrolment;
    private readonly PeerInbox _inbox;

    internal PeerService(
        PeerIdentity identity,
        PeerServing serving,
        ILogger<PeerService> log,
        TimeProvider time)
    {
        _identity = identity;
        _serving = serving;
        _log = log;
        _callers = new CallerCheck(identity.Credentials, log);
        _enrolment = new EnrolmentService(identity, _callers, log, time);
        _inbox = new PeerInbox(serving.Hear, log);
    }

    /// <summary>How many messages of peers could not be read.</summary>
    internal long Malformed => _inbox.Malformed;

    /// <summary>Puts the service behind an application's routes.</summary>
    internal void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGrpcService(builder =>
        {
            builder
                .Authorize(Judge)
                .Unary(PeerMethods.Enter, EnterAsync)
                .Duplex(PeerMethods.Link, LinkAsync)
                .ServerStreaming(PeerMethods.Blob, BlobAsync)
                .Unary(PeerMethods.Keep, KeepAsync)
                .ServerStreaming(PeerMethods.Logs, LogsAsync);
            _enrolment.Bind(builder);
        });

    private GrpcStatus? Judge(ServerCall call)
    {
        CallerCheck.Note(call);
        return EnrolmentService.IsOpen(call.Method)
            || _callers.IsGood(call, PrincipalKind.Agent, out _, out string? refusal)
            ? null
            : CallerCheck.Refuse(refusal);
    }

    private CertificateVerdict CallerOf(ServerCall call) =>
        _callers.IsGood(call, PrincipalKind.Agent, out CertificateVerdict? caller, out string? refusal)
            ? caller
            : throw new GrpcException(CallerCheck.Refuse(refusal));

    private async Task<EnterReply> EnterAsync(EnterRequest enter, ServerCall call)
    {
        CertificateVerdict certificate = CallerOf(call);
        AgentId caller = CallerCheck.AgentOf(certificate);
        string? wrong = PeerVersion.WhyNot(caller.Text, enter.Version, enter.Protocol)
            ?? (caller == _identity.Self
                ? $"this agent is called {caller} itself: one certificate is used by two agents" : null);
        if (wrong is not null)
        {
            Log.HelloRefused(_log, call.Peer, wrong);
            throw PeerErrors.Refusal(GrpcStatusCode.FailedPrecondition, ErrorCode.PeerRefused, wrong);
        }

        PeerWelcome welcome = _serving.Welcome() ?? throw PeerErrors.Refusal(
            GrpcStatusCode.Unavailable,
            ErrorCode.NotReady,
            $"agent {_identity.Self} is not in a swarm yet: try again in a moment");
        try
        {
            await _serving.AdmitAsync(certificate, call.CancellationToken);
            return Write(welcome);
        }
        catch (SwarmException refused)
        {
            throw PeerErrors.Refusal(GrpcStatusCode.Unavailable, refused.Code, refused.Message);
        }
    }

    private async IAsyncEnumerable<PeerFrame> LinkAsync(IAsyncEnumerable<PeerFrame> frames, ServerCall call)
    {
        CertificateVerdict certificate = CallerOf(call);
        AgentId caller = CallerCheck.AgentOf(certificate);
        using CertificateWatch.Watched watched =
            _identity.Credentials.Callers.Begin(certificate, call.CancellationToken);
        await call.SendHeadersAsync(call.CancellationToken);
        Log.PeerLinked(_log, caller);
        try
        {
            await _inbox.ReadAsync(caller, frames, watched.Token);
        }
        catch (OperationCanceledException) when (watched.Reason is not null)
        {
            Log.LinkEnded(_log, caller, watched.Reason);
            throw PeerErrors.Refusal(GrpcStatusCode.Unauthenticated, ErrorCode.PeerRefused, watched.Reason);
        }

        yield break;
    }

    private async IAsyncEnumerable<BlobChunk> BlobAsync(BlobRequest request, ServerCall call)
    {
        await using Stream content = OpenBlob(request);
        byte[] buffer = GC.AllocateUninitializedArray<byte>(ChunkBytes);
        bool isFirst = true;
        int read;
        while ((read = await content.ReadAsync(buffer, call.CancellationToken)) > 0 || isFirst)
        {
            // The buffer is free again when the next chunk is asked for: by then this one is in the pipe.
            yield return new BlobChunk
            {
                Content = UnsafeByteOperations.UnsafeWrap(buffer.AsMemory(0, read)),
                SizeBytes = isFirst ? content.Length : 0,
            };
            isFirst = false;
        }
    }

    private Stream OpenBlob(BlobRequest request)
    {
        Digest digest = ReadOr(() => request.OffsetBytes >= 0
            ? ModelCodec.Decode(request.Digest)
            : throw new FormatException("an offset is not negative"));
        Stream content = _serving.OpenBlob(digest, request.OffsetBytes) ?? throw PeerErrors.Refusal(
            GrpcStatusCode.NotFound, ErrorCode.InputMissing, $"content {digest.Short} is not here any longer");
        long sizeBytes = content.Length;
        if (request.OffsetBytes <= sizeBytes)
        {
            return content;
        }

        content.Dispose();
        throw PeerErrors.Refusal(
            GrpcStatusCode.OutOfRange,
            ErrorCode.ChecksumMismatch,
            $"content {digest.Short} has {sizeBytes} bytes, less than the {request.OffsetBytes} that are there");
    }

    private async Task<KeepReply> KeepAsync(KeepRequest request, ServerCall call)
    {
        Digest digest = ReadOr(() => request.SizeBytes >= 0
            ? ModelCodec.Decode(request.Digest)
            : throw new FormatException("a length is not negative"));
        try
        {
            await _serving.KeepBlob(digest, request.SizeBytes, call.CancellationToken);
            return new KeepReply();
        }
        catch (SwarmException refusal)
        {
            GrpcStatusCode status = refusal.Code == ErrorCode.DiskFull
                ? GrpcStatusCode.ResourceExhausted : GrpcStatusCode.Aborted;
            throw PeerErrors.Refusal(status, refusal.Code, refusal.Message);
        }
    }

    private async IAsyncEnumerable<LogChunk> LogsAsync(PeerLogsRequest request, ServerCall call)
    {
        PeerLogQuery query = ReadOr(() => PeerLogs.Read(request));
        IAsyncEnumerable<LogPiece> pieces = _serving.OpenLogs(query, call.CancellationToken)
            ?? throw PeerErrors.Refusal(
                GrpcStatusCode.NotFound,
                ErrorCode.UnknownActivity,
                $"activity {query.Activity} did not run on {_identity.Self}, or its output is not kept any longer");
        await foreach (LogPiece piece in pieces.WithCancellation(call.CancellationToken))
        {
            yield return new LogChunk
            {
                Content = UnsafeByteOperations.UnsafeWrap(piece.Content),
                IsError = piece.IsError,
            };
        }
    }

    private static T ReadOr<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw PeerErrors.Refusal(GrpcStatusCode.InvalidArgument, ErrorCode.BadReference, e.Message);
        }
    }

    private EnterReply Write(PeerWelcome welcome)
    {
        EnterReply reply = new()
        {
            Version = PeerVersion.Text,
            Protocol = PeerVersion.Protocol,
            TrustVersion = _identity.Credentials.Trust.Bundle.Version,
            Swarm = ModelCodec.Encode(welcome.Swarm),
            BrokerUrl = welcome.BrokerUrl,
            BrokerToken = welcome.BrokerToken ?? "",
            BrokerHost = welcome.BrokerHost?.Text ?? "",
            Log = welcome.Log,
        };
        reply.Members.AddRange(welcome.Members.OrderBy(member => member.Key.Agent).Select(member => new KnownMember
        {
            Agent = member.Key.Agent.Text,
            Incarnation = member.Key.Incarnation.Sequence,
            Endpoint = member.Endpoint,
        }));
        return reply;
    }
}
