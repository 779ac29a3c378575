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
/// Answers other agents. Only Hello and Enter are open to strangers; all else needs the session that Enter gives.
/// </summary>
internal sealed class PeerService
{
    private const int ChunkBytes = 256 * 1024;
    private static readonly TimeSpan WrongProofPause = TimeSpan.FromSeconds(1);

    private readonly PeerIdentity _identity;
    private readonly PeerServing _serving;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly PendingIntroductions _pending;
    private readonly SessionTable _sessions;
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
        _time = time;
        _pending = new PendingIntroductions(time);
        _sessions = new SessionTable(log);
        _inbox = new PeerInbox(serving.Hear, log);
    }

    /// <summary>How many messages of peers could not be read.</summary>
    internal long Malformed => _inbox.Malformed;

    /// <summary>Puts the service behind an application's routes.</summary>
    internal void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGrpcService(builder => builder
            .Authorize(Judge)
            .Unary(PeerMethods.Hello, HelloAsync)
            .Unary(PeerMethods.Enter, EnterAsync)
            .Duplex(PeerMethods.Link, LinkAsync)
            .ServerStreaming(PeerMethods.Blob, BlobAsync)
            .Unary(PeerMethods.Keep, KeepAsync)
            .ServerStreaming(PeerMethods.Logs, LogsAsync));

    private GrpcStatus? Judge(ServerCall call) =>
        call.Method == PeerMethods.Hello.Path || call.Method == PeerMethods.Enter.Path || TryCaller(call, out _)
            ? null
            : new GrpcStatus(GrpcStatusCode.Unauthenticated, "there is no session with this token: say Hello again");

    private bool TryCaller(ServerCall call, out AgentId caller) =>
        _sessions.TryFind(call.RequestHeaders.GetText(PeerMethods.SessionHeader), out caller);

    private Task<HelloReply> HelloAsync(HelloRequest hello, ServerCall call)
    {
        if (PeerVersion.WhyNot(hello.Agent, hello.Version, hello.Protocol) is { } other)
        {
            throw RefuseHello(call, GrpcStatusCode.FailedPrecondition, other);
        }

        if (!AgentId.TryParse(hello.Agent, out AgentId caller) || hello.NonceA.Length != Digest.SizeBytes)
        {
            throw RefuseHello(call, GrpcStatusCode.InvalidArgument, "a Hello has an agent's name and 32 random bytes");
        }

        if (caller == _identity.Self)
        {
            throw RefuseHello(
                call,
                GrpcStatusCode.FailedPrecondition,
                $"this agent is called {caller} itself: give yours another name");
        }

        Introduction introduction = _pending.Begin(new Digest(hello.NonceA.Span), caller, _identity.Self);
        return Task.FromResult(new HelloReply
        {
            NonceB = ByteString.CopyFrom(introduction.NonceB.ToArray()),
            ProofB = ByteString.CopyFrom(introduction.ProveHello(_identity.Secret)),
            Agent = _identity.Self.Text,
            Version = PeerVersion.Text,
            Protocol = PeerVersion.Protocol,
        });
    }

    private async Task<EnterReply> EnterAsync(EnterRequest enter, ServerCall call)
    {
        Introduction? introduction = enter.NonceB.Length == Digest.SizeBytes
            ? _pending.Take(new Digest(enter.NonceB.Span))
            : null;
        if (introduction is null || !introduction.AcceptsEnter(_identity.Secret, enter.ProofA.Span))
        {
            Log.WrongProof(_log, introduction?.Caller.Text ?? "somebody", call.Peer);
            await Task.Delay(WrongProofPause, _time, call.CancellationToken);
            throw PeerErrors.Refusal(
                GrpcStatusCode.PermissionDenied,
                ErrorCode.PeerRefused,
                "the proof of knowing the swarm's secret is wrong or late: copy the secret file of a member");
        }

        PeerWelcome welcome = _serving.Welcome() ?? throw PeerErrors.Refusal(
            GrpcStatusCode.Unavailable,
            ErrorCode.NotReady,
            $"agent {_identity.Self} is not in a swarm yet: try again in a moment");
        return Write(welcome, _sessions.Open(introduction.Caller));
    }

    private async IAsyncEnumerable<PeerFrame> LinkAsync(IAsyncEnumerable<PeerFrame> frames, ServerCall call)
    {
        TryCaller(call, out AgentId caller);
        await call.SendHeadersAsync(call.CancellationToken);
        Log.PeerLinked(_log, caller);
        await _inbox.ReadAsync(caller, frames, call.CancellationToken);
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

    private GrpcException RefuseHello(ServerCall call, GrpcStatusCode status, string reason)
    {
        Log.HelloRefused(_log, call.Peer, reason);
        return PeerErrors.Refusal(status, ErrorCode.PeerRefused, reason);
    }

    private static EnterReply Write(PeerWelcome welcome, byte[] session)
    {
        EnterReply reply = new()
        {
            Session = UnsafeByteOperations.UnsafeWrap(session),
            Swarm = ModelCodec.Encode(welcome.Swarm),
            BrokerUrl = welcome.BrokerUrl,
            BrokerToken = welcome.BrokerToken ?? "",
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
