using System.Net.Security;
using Swarm.Agent.Identity;
using Swarm.Core.Membership;
using Swarm.Grpc;
using Swarm.Protocol;
using Swarm.Protocol.V1;
using ErrorCode = Swarm.Model.ErrorCode;
using MemberKey = Swarm.Core.Membership.MemberKey;

namespace Swarm.Agent.Peers;

/// <summary>
/// The way to one peer: a connection on which both show their certificates, and what the peer told when we entered.
/// </summary>
internal sealed class PeerDoor : IDisposable
{
    private readonly PeerIdentity _identity;
    private readonly PeerOptions _options;
    private readonly TimeProvider _time;
    private readonly Uri _address;
    private readonly ServerCheck _check;
    private readonly SemaphoreSlim _entering = new(1);
    private readonly List<GrpcChannel> _channels = [];
    private SslStreamCertificateContext? _shown;
    private PeerSession? _session;

    internal PeerDoor(
        string endpoint, AgentId? expected, PeerIdentity identity, PeerOptions options, TimeProvider time)
    {
        Endpoint = endpoint;
        _address = PeerAddress.Of(endpoint);
        _identity = identity;
        _options = options;
        _time = time;
        _check = ServerCheck.OfMember(identity.Credentials.Trust, expected);
        Renew();
    }

    /// <summary>Where it leads, as <c>host:port</c>.</summary>
    internal string Endpoint { get; }

    /// <summary>The connection; another one after our certificate was renewed.</summary>
    internal GrpcChannel Channel => _channels[^1];

    /// <summary>What the peer told; asked now if it was not yet.</summary>
    /// <exception cref="SwarmException">The peer does not answer, refuses, or is not who is meant.</exception>
    internal async Task<PeerSession> EnterAsync(CancellationToken cancellationToken)
    {
        await _entering.WaitAsync(cancellationToken);
        try
        {
            Renew();
            return _session ??= await IntroduceAsync(cancellationToken);
        }
        catch (GrpcException e)
        {
            throw Explain(e);
        }
        finally
        {
            _entering.Release();
        }
    }

    /// <summary>Gives the peer the newer one of both lists of whom the swarm trusts, or takes it.</summary>
    /// <exception cref="SwarmException">The peer does not answer or refuses.</exception>
    internal async Task ShareTrustAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ExchangeAsync(cancellationToken);
        }
        catch (GrpcException e)
        {
            throw Explain(e);
        }
    }

    /// <summary>Asks the peer for another certificate.</summary>
    /// <exception cref="SwarmException">The peer does not answer, or enrols nobody.</exception>
    internal async Task<Enrolled> RenewAsync(byte[] request, CancellationToken cancellationToken)
    {
        RenewRequest renew = new() { Request = Google.Protobuf.ByteString.CopyFrom(request) };
        try
        {
            return EnrolmentWire.Read(await Channel.UnaryAsync(PeerMethods.Renew, renew, Limited, cancellationToken));
        }
        catch (GrpcException e)
        {
            throw Explain(e);
        }
    }

    /// <summary>Explains a failed call.</summary>
    internal SwarmException Explain(GrpcException failed)
    {
        if (failed.Code == GrpcStatusCode.Unauthenticated)
        {
            _session = null;
        }

        return _check.Refusal is { } reason
            ? new SwarmException(ErrorCode.PeerRefused, $"whoever answers at {Endpoint} is refused: {reason}", failed)
            : PeerErrors.Explain(Endpoint, failed);
    }

    /// <summary>Forgets what was told: whoever answers here is to be asked anew.</summary>
    internal void Forget() => _session = null;

    /// <summary>Closes the connection.</summary>
    public void Dispose()
    {
        _channels.ForEach(channel => channel.Dispose());
        _entering.Dispose();
    }

    private GrpcCallOptions Limited => new() { Timeout = _options.IntroductionLimit };

    // What goes on over the connection before ends with this door; our certificate changes every few weeks. Theirs may
    // have become bad since it was looked at: then they show another, or are refused.
    private void Renew()
    {
        SslStreamCertificateContext context = _identity.Credentials.Context;
        bool isDoubted = _check.Found is { } found && _identity.Credentials.Trust.WhyNot(found) is not null;
        if (!ReferenceEquals(context, _shown) || isDoubted)
        {
            if (isDoubted)
            {
                _channels.ForEach(channel => channel.Dispose());
                _channels.Clear();
                _check.Forget();
            }

            _channels.Add(GrpcChannel.ForAddress(_address, new GrpcChannelOptions
            {
                ConnectTimeout = _options.IntroductionLimit,
                KeepAlivePingDelay = _options.PingDelay,
                KeepAlivePingTimeout = _options.PingLimit,
                ThrowOperationCanceledOnCancellation = true,
                ClientCertificateContext = context,
                ServerCertificateValidation = _check.Accepts,
                Time = _time,
            }));
            _shown = context;
            _session = null;
        }
    }

    private async Task<PeerSession> IntroduceAsync(CancellationToken cancellationToken)
    {
        EnterRequest enter = new() { Version = PeerVersion.Text, Protocol = PeerVersion.Protocol };
        EnterReply entered = await Channel.UnaryAsync(PeerMethods.Enter, enter, Limited, cancellationToken);
        CertificateVerdict host = _check.Found!;
        if (PeerVersion.WhyNot(host.Who!.Name, entered.Version, entered.Protocol) is { } reason)
        {
            throw Refuse(reason);
        }

        if (entered.TrustVersion != _identity.Credentials.Trust.Bundle.Version)
        {
            await ExchangeAsync(cancellationToken);
        }

        return new PeerSession(Read(CallerCheck.AgentOf(host), entered), host);
    }

    private async Task ExchangeAsync(CancellationToken cancellationToken)
    {
        TrustStore trust = _identity.Credentials.Trust;
        TrustList theirs = await Channel.UnaryAsync(
            PeerMethods.Trust, new TrustList { Text = trust.Text }, Limited, cancellationToken);
        trust.TryAdopt(theirs.Text);
    }

    private PeerWelcome Read(AgentId host, EnterReply entered)
    {
        try
        {
            KnownPeer[] members = [.. entered.Members.Select(Read)];
            string? token = entered.BrokerToken.Length == 0 ? null : entered.BrokerToken;
            return new PeerWelcome(
                host, ModelCodec.Decode(entered.Swarm), entered.BrokerUrl, token, entered.Log, members)
            {
                BrokerHost = entered.BrokerHost.Length == 0 ? null : AgentId.Parse(entered.BrokerHost),
            };
        }
        catch (FormatException e)
        {
            throw Refuse($"agent {host} at {Endpoint} tells what cannot be read ({e.Message}): update it or this one");
        }
    }

    private static KnownPeer Read(KnownMember member) => new(
        new MemberKey(AgentId.Parse(member.Agent), new Incarnation(member.Incarnation)), member.Endpoint);

    private static SwarmException Refuse(string sentence) => new(ErrorCode.PeerRefused, sentence);
}
