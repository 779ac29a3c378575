using Google.Protobuf;
using Swarm.Agent.Identity;
using Swarm.Core.Membership;
using Swarm.Grpc;
using Swarm.Protocol;
using Swarm.Protocol.V1;
using Digest = Swarm.Model.Digest;
using ErrorCode = Swarm.Model.ErrorCode;
using MemberKey = Swarm.Core.Membership.MemberKey;

namespace Swarm.Agent.Peers;

/// <summary>The way to one peer: a connection and, once both have introduced themselves, a session.</summary>
internal sealed class PeerDoor : IDisposable
{
    private readonly PeerIdentity _identity;
    private readonly TimeSpan _limit;
    private readonly SemaphoreSlim _entering = new(1);
    private PeerSession? _session;

    internal PeerDoor(string endpoint, PeerIdentity identity, PeerOptions options, TimeProvider time)
    {
        Endpoint = endpoint;
        _identity = identity;
        _limit = options.IntroductionLimit;
        Channel = GrpcChannel.ForAddress(AddressOf(endpoint), new GrpcChannelOptions
        {
            ConnectTimeout = options.IntroductionLimit,
            KeepAlivePingDelay = options.PingDelay,
            KeepAlivePingTimeout = options.PingLimit,
            ThrowOperationCanceledOnCancellation = true,
            Time = time,
        });
    }

    /// <summary>Where it leads, as <c>host:port</c>.</summary>
    internal string Endpoint { get; }

    /// <summary>The connection.</summary>
    internal GrpcChannel Channel { get; }

    /// <summary>The session, made now if there is none.</summary>
    /// <exception cref="SwarmException">The peer does not answer, refuses, or does not know the secret.</exception>
    internal async Task<PeerSession> EnterAsync(CancellationToken cancellationToken)
    {
        await _entering.WaitAsync(cancellationToken);
        try
        {
            return _session ??= await IntroduceAsync(cancellationToken);
        }
        catch (GrpcException e)
        {
            throw PeerErrors.Explain(Endpoint, e);
        }
        finally
        {
            _entering.Release();
        }
    }

    /// <summary>Explains a failed call; a session that the peer no longer knows is made anew next time.</summary>
    internal SwarmException Explain(GrpcException failed)
    {
        if (failed.Code == GrpcStatusCode.Unauthenticated)
        {
            _session = null;
        }

        return PeerErrors.Explain(Endpoint, failed);
    }

    /// <summary>Forgets the session: whoever answers here is to introduce itself anew.</summary>
    internal void Forget() => _session = null;

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        Channel.Dispose();
        _entering.Dispose();
    }

    private async Task<PeerSession> IntroduceAsync(CancellationToken cancellationToken)
    {
        GrpcCallOptions limited = new() { Timeout = _limit };
        HelloRequest hello = new()
        {
            NonceA = UnsafeByteOperations.UnsafeWrap(RandomBytes.New(Digest.SizeBytes)),
            Agent = _identity.Self.Text,
            Version = PeerVersion.Text,
            Protocol = PeerVersion.Protocol,
        };
        HelloReply reply = await Channel.UnaryAsync(PeerMethods.Hello, hello, limited, cancellationToken);
        Introduction introduction = Check(hello, reply);
        EnterRequest enter = new()
        {
            NonceB = reply.NonceB,
            ProofA = UnsafeByteOperations.UnsafeWrap(introduction.ProveEnter(_identity.Secret)),
        };
        EnterReply entered = await Channel.UnaryAsync(PeerMethods.Enter, enter, limited, cancellationToken);
        return Read(introduction.Callee, entered);
    }

    private Introduction Check(HelloRequest hello, HelloReply reply)
    {
        if (PeerVersion.WhyNot(reply.Agent, reply.Version, reply.Protocol) is { } reason)
        {
            throw Refuse(reason);
        }

        if (!AgentId.TryParse(reply.Agent, out AgentId callee) || reply.NonceB.Length != Digest.SizeBytes)
        {
            throw Refuse($"what listens at {Endpoint} does not introduce itself as an agent: check the address");
        }

        Introduction introduction = new(
            new Digest(hello.NonceA.Span), new Digest(reply.NonceB.Span), _identity.Self, callee);
        return introduction.AcceptsHello(_identity.Secret, reply.ProofB.Span)
            ? introduction
            : throw Refuse(
                $"agent {callee} at {Endpoint} does not know the secret that this agent was given: copy its secret "
                + "file here and name it with --secret-file");
    }

    private PeerSession Read(AgentId host, EnterReply entered)
    {
        try
        {
            KnownPeer[] members = [.. entered.Members.Select(Read)];
            string? token = entered.BrokerToken.Length == 0 ? null : entered.BrokerToken;
            GrpcMetadata metadata = [];
            metadata.Add(PeerMethods.SessionHeader, Convert.ToHexStringLower(entered.Session.Span));
            return new PeerSession(
                new GrpcCallOptions { Metadata = metadata },
                new PeerWelcome(
                    host, ModelCodec.Decode(entered.Swarm), entered.BrokerUrl, token, entered.Log, members));
        }
        catch (FormatException e)
        {
            throw Refuse($"agent {host} at {Endpoint} tells what cannot be read ({e.Message}): update it or this one");
        }
    }

    private static KnownPeer Read(KnownMember member) => new(
        new MemberKey(AgentId.Parse(member.Agent), new Incarnation(member.Incarnation)), member.Endpoint);

    private static Uri AddressOf(string endpoint) =>
        Uri.TryCreate($"http://{endpoint}", UriKind.Absolute, out Uri? address)
        && address is { AbsolutePath: "/", Port: > 0, UserInfo: "", Query: "", Fragment: "" }
            ? address
            : throw Refuse($"'{Printable.Of(endpoint)}' is no address of an agent: write host:port");

    private static SwarmException Refuse(string sentence) => new(ErrorCode.PeerRefused, sentence);
}
