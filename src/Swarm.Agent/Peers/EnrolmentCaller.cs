using Google.Protobuf;
using Swarm.Agent.Identity;
using Swarm.Grpc;
using Swarm.Protocol.V1;
using Digest = Swarm.Model.Digest;
using ErrorCode = Swarm.Model.ErrorCode;

namespace Swarm.Agent.Peers;

/// <summary>
/// Asks an agent for a certificate. Whoever answers is a stranger at first: it must be of the authority that the token
/// names, or prove that it knows the secret, before it is told anything that is of use to somebody else.
/// </summary>
internal sealed class EnrolmentCaller : IDisposable
{
    private readonly string _endpoint;
    private readonly TimeProvider _time;
    private readonly GrpcCallOptions _limited;
    private readonly ServerCheck _check = ServerCheck.OfAnybody();
    private readonly GrpcChannel _channel;

    internal EnrolmentCaller(string endpoint, PeerOptions options, TimeProvider time)
    {
        _endpoint = endpoint;
        _time = time;
        _limited = new GrpcCallOptions { Timeout = options.IntroductionLimit };
        _channel = GrpcChannel.ForAddress(PeerAddress.Of(endpoint), new GrpcChannelOptions
        {
            ConnectTimeout = options.IntroductionLimit,
            ThrowOperationCanceledOnCancellation = true,
            ServerCertificateValidation = _check.Accepts,
            Time = time,
        });
    }

    /// <summary>Asks with a token.</summary>
    /// <exception cref="SwarmException">
    /// Nobody answers, or another than the token says, or the token is not good.
    /// </exception>
    internal Task<Enrolled> AskAsync(
        EnrolmentToken token, EnrolmentRequest request, CancellationToken cancellationToken) =>
        ExplainedAsync(async () =>
        {
            TrustList told =
                await _channel.UnaryAsync(PeerMethods.Trust, new TrustList(), _limited, cancellationToken);
            TrustStore trust = EnrolmentCheck.Pin(told.Text, token.Authority, _time);
            if (trust.Judge(_check.Shown[0], [.. _check.Shown.Skip(1)]).Reason is { } reason)
            {
                throw Refuse($"whoever answers at {_endpoint} is not of the authority that the token names: {reason}");
            }

            EnrolRequest wire = EnrolmentWire.Write(request);
            wire.Token = ByteString.CopyFrom(token.Secret.Span);
            return EnrolmentWire.Read(
                await _channel.UnaryAsync(PeerMethods.Enrol, wire, _limited, cancellationToken));
        });

    /// <summary>Asks by the swarm's secret.</summary>
    /// <exception cref="SwarmException">
    /// Nobody answers, or whoever does knows another secret or enrols nobody by it.
    /// </exception>
    internal Task<Enrolled> AskAsync(
        AgentId self, SwarmSecret secret, EnrolmentRequest request, CancellationToken cancellationToken) =>
        ExplainedAsync(async () =>
        {
            HelloRequest hello = new()
            {
                NonceA = UnsafeByteOperations.UnsafeWrap(RandomBytes.New(Digest.SizeBytes)),
                Agent = self.Text,
                Version = PeerVersion.Text,
                Protocol = PeerVersion.Protocol,
            };
            HelloReply reply = await _channel.UnaryAsync(PeerMethods.Hello, hello, _limited, cancellationToken);
            Introduction introduction = Check(hello, reply, self, secret);
            EnrolRequest wire = EnrolmentWire.Write(request);
            wire.NonceB = reply.NonceB;
            wire.ProofA = UnsafeByteOperations.UnsafeWrap(introduction.ProveEnter(secret));
            return EnrolmentWire.Read(
                await _channel.UnaryAsync(PeerMethods.Enrol, wire, _limited, cancellationToken));
        });

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _channel.Dispose();

    private async Task<Enrolled> ExplainedAsync(Func<Task<Enrolled>> ask)
    {
        try
        {
            return await ask();
        }
        catch (GrpcException e)
        {
            throw PeerErrors.Explain(_endpoint, e);
        }
    }

    private Introduction Check(HelloRequest hello, HelloReply reply, AgentId self, SwarmSecret secret)
    {
        if (PeerVersion.WhyNot(reply.Agent, reply.Version, reply.Protocol) is { } reason)
        {
            throw Refuse(reason);
        }

        if (!AgentId.TryParse(reply.Agent, out AgentId callee) || reply.NonceB.Length != Digest.SizeBytes)
        {
            throw Refuse($"what listens at {_endpoint} does not introduce itself as an agent: check the address");
        }

        Introduction introduction = new(
            new Digest(hello.NonceA.Span), new Digest(reply.NonceB.Span), _check.Fingerprint, self, callee);
        return introduction.AcceptsHello(secret, reply.ProofB.Span)
            ? introduction
            : throw Refuse(
                $"agent {callee} at {_endpoint} does not know the secret that this agent was given: copy its secret "
                + "file here and name it with --secret-file");
    }

    private static SwarmException Refuse(string sentence) => new(ErrorCode.PeerRefused, sentence);
}
