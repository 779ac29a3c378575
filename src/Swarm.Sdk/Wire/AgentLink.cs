using System.Runtime.CompilerServices;
using Google.Protobuf;
using Swarm.Grpc;

namespace Swarm.Sdk.Wire;

/// <summary>
/// The way to one agent out of several that would all do: any of them reads the same log. When the one in use is lost,
/// the next one is asked.
/// </summary>
internal sealed class AgentLink : IDisposable
{
    private static readonly TimeSpan s_callLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_connectLimit = TimeSpan.FromSeconds(5);

    private readonly AgentAddress[] _addresses;
    private readonly GrpcChannel?[] _channels;
    private readonly Lazy<UserIdentity?>[] _users;
    private readonly GrpcChannelOptions _options;
    private int _current;

    internal AgentLink(IReadOnlyList<AgentAddress> addresses, TimeProvider time)
    {
        _addresses = [.. addresses];
        _channels = new GrpcChannel?[_addresses.Length];
        _users = [.. _addresses.Select(address => new Lazy<UserIdentity?>(() => UserIdentity.Of(address)))];
        Time = time;
        _options = new GrpcChannelOptions
        {
            ConnectTimeout = s_connectLimit,
            KeepAlivePingDelay = TimeSpan.FromSeconds(10),
            ThrowOperationCanceledOnCancellation = true,
            Time = time,
        };
    }

    internal TimeProvider Time { get; }

    /// <summary>The agent in use, as people name it.</summary>
    internal string Name => _addresses[Volatile.Read(ref _current)].ToString();

    /// <summary>
    /// Asks one question. Each agent is tried once: every question of the control service may be repeated.
    /// </summary>
    /// <exception cref="SwarmException">Nobody answers, or somebody refused.</exception>
    internal async Task<TReply> AskAsync<TRequest, TReply>(
        GrpcMethod<TRequest, TReply> method, TRequest request, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TReply : class, IMessage<TReply>
    {
        for (int tries = 1; ; tries++)
        {
            int used = Volatile.Read(ref _current);
            try
            {
                GrpcCallOptions options = Options(used, method.Path) with { Timeout = s_callLimit };
                return await Channel(used).UnaryAsync(method, request, options, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (GrpcException failure) when (!cancellationToken.IsCancellationRequested)
            {
                if (!Refusals.IsLost(failure) || tries >= _addresses.Length)
                {
                    throw Refusals.Of(failure, AddressesTried(tries));
                }

                MoveOn(used);
            }
        }
    }

    /// <summary>
    /// Reads a stream from the agent in use. A stream that breaks throws; who reads it knows how to go on.
    /// </summary>
    /// <exception cref="GrpcException">The stream broke or was refused.</exception>
    internal async IAsyncEnumerable<TReply> ReadAsync<TRequest, TReply>(
        GrpcMethod<TRequest, TReply> method,
        TRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TReply : class, IMessage<TReply>
    {
        int used = Volatile.Read(ref _current);
        await foreach (
            TReply reply in Channel(used).ServerStreaming(
                method, request, Options(used, method.Path), cancellationToken).ConfigureAwait(false))
        {
            yield return reply;
        }
    }

    /// <summary>Opens a call whose requests are streamed.</summary>
    internal Grpc.Client.DuplexCall<TRequest, TReply> Open<TRequest, TReply>(
        GrpcMethod<TRequest, TReply> method, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TReply : class, IMessage<TReply>
    {
        int used = Volatile.Read(ref _current);
        return Channel(used).Duplex(method, Options(used, method.Path), cancellationToken);
    }

    /// <summary>Shows whose campaign it is; null when the user has no certificate.</summary>
    internal Protocol.V1.OwnerProof? Prove(Digest campaign) =>
        _users[Volatile.Read(ref _current)].Value?.Prove(campaign);

    /// <summary>Uses the next agent from now on.</summary>
    internal void MoveOn() => MoveOn(Volatile.Read(ref _current));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (GrpcChannel? channel in _channels)
        {
            channel?.Dispose();
        }
    }

    private void MoveOn(int used) => Interlocked.CompareExchange(ref _current, (used + 1) % _addresses.Length, used);

    private string AddressesTried(int tries) =>
        tries == 1 ? Name : string.Join(", ", _addresses.Select(address => address.ToString()));

    // Over the network TLS shows who asks.
    private GrpcCallOptions Options(int index, string method) =>
        _addresses[index].Socket is not null && _users[index].Value is { } user
            ? GrpcCallOptions.Default with { Metadata = user.ProveCall(method, Time.GetUtcNow()) }
            : GrpcCallOptions.Default;

    private GrpcChannel Channel(int index)
    {
        if (Volatile.Read(ref _channels[index]) is { } open)
        {
            return open;
        }

        GrpcChannel made = GrpcChannel.ForAddress(
            _addresses[index].Uri, UserIdentity.Secure(_users[index].Value, _addresses[index], _options));
        GrpcChannel? first = Interlocked.CompareExchange(ref _channels[index], made, null);
        if (first is not null)
        {
            made.Dispose();
        }

        return first ?? made;
    }
}
