using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Swarm.Agent.Identity;
using Swarm.Agent.Ports;
using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.Grpc;
using Swarm.Protocol;
using Swarm.Protocol.V1;
using Digest = Swarm.Model.Digest;
using ErrorCode = Swarm.Model.ErrorCode;
using Member = Swarm.Core.Membership.Member;
using MemberKey = Swarm.Core.Membership.MemberKey;

namespace Swarm.Agent.Peers;

/// <summary>
/// Talks to other agents: joins through one of them, keeps a link to each that the core names, and opens their content.
/// What they say to this agent arrives at <see cref="PeerService"/>.
/// </summary>
internal sealed class GrpcPeerTransport : IPeerTransport, IBlobSource, IAsyncDisposable
{
    // A copy over a poor link takes long; one that brings less than this is given up.
    private const long SlowestBytesPerSecond = 256 * 1024;
    private static readonly TimeSpan s_keepLimit = TimeSpan.FromMinutes(1);

    private readonly PeerIdentity _identity;
    private readonly PeerOptions _options;
    private readonly AgentMailbox _mailbox;
    private readonly TimeProvider _time;
    private readonly LinkSettings _settings;
    private readonly BlobDoors _blobDoors;
    private readonly TaskCompletionSource _incarnated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _closing = [];

    // Replaced whole by the loop, read by everybody.
    private volatile Dictionary<AgentId, PeerLink> _links = [];
    private long _droppedByClosed;
    private volatile SelfBox _self = new(default);
    private (PeerMessage Message, PeerEnvelope Envelope)? _last;

    internal GrpcPeerTransport(
        PeerOptions options,
        PeerIdentity identity,
        AgentMailbox mailbox,
        ILogger<GrpcPeerTransport> log,
        TimeProvider time)
    {
        _options = options;
        _identity = identity;
        _mailbox = mailbox;
        _time = time;
        _settings = new LinkSettings(
            _incarnated.Task.WaitAsync, () => _self.Key, identity.Credentials.Callers, options.MaxBackoff, log, time);
        _blobDoors = new BlobDoors((holder, endpoint) => OpenDoor(holder, endpoint));
    }

    /// <inheritdoc/>
    public long Dropped =>
        _mailbox.Dropped + Interlocked.Read(ref _droppedByClosed) + _links.Values.Sum(link => link.Dropped);

    /// <summary>Says which incarnation this agent is now; links wait for the first.</summary>
    internal void Become(MemberKey self)
    {
        _self = new SelfBox(self);
        _incarnated.TrySetResult();
    }

    /// <summary>Whether there is an open link to an agent now.</summary>
    internal bool IsLinked(AgentId peer) => _links.TryGetValue(peer, out PeerLink? link) && link.IsOpen;

    /// <summary>Introduces this agent to one of a swarm.</summary>
    /// <returns>What it needs to know to join.</returns>
    /// <exception cref="SwarmException">
    /// The agent cannot be reached, is not of this swarm, refuses, or speaks another protocol.
    /// </exception>
    internal async Task<PeerWelcome> JoinAsync(string endpoint, CancellationToken cancellationToken)
    {
        using PeerDoor door = OpenDoor(null, endpoint);
        return (await door.EnterAsync(cancellationToken)).Welcome;
    }

    /// <inheritdoc/>
    /// <remarks>Called by the loop alone; so a message for many is put into its envelope once.</remarks>
    public void Send(AgentId to, PeerMessage message)
    {
        if (!_links.TryGetValue(to, out PeerLink? link))
        {
            return;
        }

        if (_last is not { } last || !ReferenceEquals(last.Message, message))
        {
            last = (message, PeerCodec.Encode(message));
            _last = last;
        }

        link.Send(last.Envelope);
    }

    /// <inheritdoc/>
    public void Link(IReadOnlyList<Member> peers)
    {
        Dictionary<AgentId, PeerLink> links = [];
        foreach (Member peer in peers.Where(peer => peer.Agent != _identity.Self))
        {
            links[peer.Agent] = _links.TryGetValue(peer.Agent, out PeerLink? kept) && kept.Endpoint == peer.Endpoint
                ? kept
                : new PeerLink(peer.Agent, OpenDoor(peer.Agent, peer.Endpoint), _settings);
        }

        PeerLink[] gone = [.. _links.Values.Where(old => !links.ContainsValue(old))];
        _links = links;
        _closing.RemoveAll(closing => closing.IsCompleted);
        _closing.AddRange(gone.Select(CloseAsync));
    }

    /// <inheritdoc/>
    public async ValueTask<Stream> OpenAsync(
        AgentId holder, string endpoint, Digest digest, long offsetBytes, CancellationToken cancellationToken)
    {
        PeerDoor door = _blobDoors.At(holder, endpoint);
        BlobRequest request = new() { Digest = ModelCodec.Encode(digest), OffsetBytes = offsetBytes };
        IAsyncEnumerator<BlobChunk>? chunks = await PeerStream.BeginAsync(
            door,
            () => door.Channel.ServerStreaming(
                PeerMethods.Blob, request, GrpcCallOptions.Default, cancellationToken),
            cancellationToken);
        return chunks is null
            ? throw new SwarmException(ErrorCode.TransferFailed, $"agent {holder} at {endpoint} sent nothing")
            : new BlobStream(door, chunks);
    }

    /// <inheritdoc/>
    public async ValueTask KeepAsync(
        AgentId keeper, string endpoint, Digest digest, long sizeBytes, CancellationToken cancellationToken)
    {
        PeerDoor door = _blobDoors.At(keeper, endpoint);
        KeepRequest request = new() { Digest = ModelCodec.Encode(digest), SizeBytes = sizeBytes };
        TimeSpan limit = s_keepLimit + TimeSpan.FromSeconds(sizeBytes / SlowestBytesPerSecond);
        await PeerStream.AskAsync(
            door,
            () => door.Channel.UnaryAsync(
                PeerMethods.Keep, request, new GrpcCallOptions { Timeout = limit }, cancellationToken),
            cancellationToken);
    }

    /// <summary>Asks another agent what a program said there.</summary>
    /// <param name="peer">The agent.</param>
    /// <param name="endpoint">Where it is reached.</param>
    /// <param name="query">Which program, and how much of it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SwarmException">The agent does not answer, or never ran it.</exception>
    internal async IAsyncEnumerable<LogPiece> LogsAsync(
        AgentId peer,
        string endpoint,
        PeerLogQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        PeerDoor door = _blobDoors.At(peer, endpoint);
        PeerLogsRequest request = PeerLogs.Write(query);
        await using IAsyncEnumerator<LogChunk>? chunks = await PeerStream.BeginAsync(
            door,
            () => door.Channel.ServerStreaming(
                PeerMethods.Logs, request, GrpcCallOptions.Default, cancellationToken),
            cancellationToken);
        for (bool more = chunks is not null; more; more = await PeerStream.MoveAsync(door, chunks!))
        {
            yield return new LogPiece(chunks!.Current.Content.Memory, chunks.Current.IsError);
        }
    }

    /// <summary>Sees to it that this agent and another trust the same: the newer one of their lists.</summary>
    /// <exception cref="SwarmException">The agent does not answer or refuses.</exception>
    internal Task ShareTrustAsync(KnownPeer peer, CancellationToken cancellationToken) =>
        _blobDoors.At(peer.Key.Agent, peer.Endpoint).ShareTrustAsync(cancellationToken);

    /// <summary>Asks another agent for another certificate.</summary>
    /// <exception cref="SwarmException">The agent does not answer, or enrols nobody.</exception>
    internal Task<Enrolled> RenewAsync(KnownPeer peer, byte[] request, CancellationToken cancellationToken) =>
        _blobDoors.At(peer.Key.Agent, peer.Endpoint).RenewAsync(request, cancellationToken);

    /// <summary>Closes all links and connections.</summary>
    public async ValueTask DisposeAsync()
    {
        Link([]);
        await Task.WhenAll(_closing);
        _blobDoors.Dispose();
    }

    private PeerDoor OpenDoor(AgentId? expected, string endpoint) =>
        new(endpoint, expected, _identity, _options, _time);

    private async Task CloseAsync(PeerLink link)
    {
        await link.DisposeAsync();
        Interlocked.Add(ref _droppedByClosed, link.Dropped);
    }

    /// <summary>The own key, replaced whole: the loop writes it, the links read it.</summary>
    private sealed record SelfBox(MemberKey Key);
}
