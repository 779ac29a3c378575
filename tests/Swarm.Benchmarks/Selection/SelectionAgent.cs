using System.Diagnostics;
using System.Threading.Channels;
using Google.Protobuf;
using Swarm.Agent.Identity;
using Swarm.Agent.Peers;
using Swarm.Agent.Wire;
using Swarm.Core;
using Swarm.Core.Membership;
using Swarm.Core.Signing;
using Swarm.Model;
using Swarm.Protocol;
using PeerEnvelope = Swarm.Protocol.V1.PeerEnvelope;

namespace Swarm.Benchmarks.Selection;

/// <summary>
/// One agent as it is shipped, from the bytes that arrive to the bytes that leave: gates, codecs, signatures and core.
/// Only sockets, broker and programs are missing; a program ends as soon as it is to begin.
/// </summary>
internal sealed class SelectionAgent : IDisposable
{
    private const int MaxBurst = 256;

    private readonly SelectionSwarm _swarm;
    private readonly EntryGate _entries;
    private readonly PeerGate _gate;
    private readonly VoteSigner? _signer;
    private readonly AgentKey _key = AgentKey.New();
    private readonly Outbox _outbox = new();
    private readonly Channel<AgentInput> _inputs = Queue<AgentInput>();
    private readonly Channel<(MemberKey From, byte[] Bytes)> _letters = Queue<(MemberKey, byte[])>();
    private readonly Channel<(ulong Sequence, AgentId Author, object Entry)> _log = Queue<(ulong, AgentId, object)>();
    private readonly long _started = Stopwatch.GetTimestamp();
    private PeerMessage? _last;
    private byte[] _lastBytes = [];
    private int _tickWaits;

    internal SelectionAgent(SelectionSwarm swarm, AgentId id, SelectionCase one, bool founds)
    {
        _swarm = swarm;
        Id = id;
        CoreSettings settings = new()
        {
            Capabilities = new(["noop"], [], [], new Resources(1000 * Math.Max(2, one.Batch), 1L << 40, 0), 1000),
            PublicKey = one.IsSigned ? _key.PublicKey : Simulation.StandInSignatures.KeyOf(id),
            Rules = new SwarmRules(one.Mode, one.Members),
            MaxBatch = one.Batch,
            Endpoint = $"{id}:1",
            MayFound = founds,
        };
        SignatureBook book = new();
        ISignatures signatures = one.IsSigned ? book : new NoSignatures();
        _entries = new EntryGate(settings, signatures);
        _gate = new PeerGate(
            signatures, Post, (from, why, _) => throw new InvalidOperationException($"{from}: {why}"));
        _signer = one.IsSigned ? new VoteSigner(_key, book, _gate.Count) : null;
        Core = new AgentCore(settings, id, (ulong)id.Text[^1]);
        Post(new AgentInput.CaughtUp());
    }

    internal AgentId Id { get; }

    internal AgentCore Core { get; }

    /// <summary>How many messages it sent.</summary>
    internal long Messages { get; private set; }

    /// <summary>How many votes passed its gate.</summary>
    internal long Votes { get; private set; }

    /// <summary>How long its rounds took, from where it first expected them to the decision, in microseconds.</summary>
    internal List<double> RoundMicros { get; } = [];

    internal void Arrive(MemberKey from, byte[] bytes) => _letters.Writer.TryWrite((from, bytes));

    internal void Stored(ulong sequence, AgentId author, object entry) =>
        _log.Writer.TryWrite((sequence, author, entry));

    internal void Tick()
    {
        if (Interlocked.Exchange(ref _tickWaits, 1) == 0)
        {
            Post(AgentInput.Tick.Instance);
        }
    }

    internal Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        Task.Run(() => DecideAsync(cancellationToken), cancellationToken),
        Task.Run(() => ReadAsync(cancellationToken), cancellationToken),
        Task.Run(() => HearAsync(cancellationToken), cancellationToken));

    public void Dispose() => _key.Dispose();

    private static Channel<T> Queue<T>() =>
        Channel.CreateBounded<T>(new BoundedChannelOptions(1 << 20) { SingleReader = true });

    private void Post(AgentInput input)
    {
        Votes += input is AgentInput.Peer { Message: PeerMessage.VoteCast } ? 1 : 0;
        _inputs.Writer.TryWrite(input);
    }

    private async Task HearAsync(CancellationToken cancellationToken)
    {
        await foreach ((MemberKey from, byte[] bytes) in _letters.Reader.ReadAllAsync(cancellationToken))
        {
            _gate.Hear(new AgentInput.Peer(from, PeerCodec.Decode(WireParser.Parse(PeerEnvelope.Parser, bytes))));
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await foreach ((ulong sequence, AgentId author, object entry) in _log.Reader.ReadAllAsync(cancellationToken))
        {
            PoolEvent says =
                entry as PoolEvent ?? ((PoolRead.Complete)PoolCodec.Decode((ReadOnlyMemory<byte>)entry)).Says;
            KeyTable before = _entries.Keys;
            AgentInput.PoolEntry good = _entries.Check(new AgentInput.PoolEntry(sequence, author, 1, says));
            if (_entries.Keys != before)
            {
                _gate.Use(_entries.Keys);
            }

            Post(good);
        }
    }

    // As the agent's own loop does it: a burst of inputs, then one pause in which it decides.
    private async Task DecideAsync(CancellationToken cancellationToken)
    {
        while (await _inputs.Reader.WaitToReadAsync(cancellationToken))
        {
            for (int i = 0; i < MaxBurst && _inputs.Reader.TryRead(out AgentInput? input); i++)
            {
                if (input is AgentInput.Tick)
                {
                    Volatile.Write(ref _tickWaits, 0);
                }

                Step(input);
            }

            Step(AgentInput.Pause.Instance);
            _swarm.Look(this);
        }
    }

    private void Step(AgentInput input)
    {
        _outbox.Clear();
        Core.Step(input, new Instant((long)Stopwatch.GetElapsedTime(_started).TotalMicroseconds), _outbox);
        foreach (Effect effect in _outbox.Effects)
        {
            Do(effect);
        }
    }

    private void Do(Effect effect)
    {
        switch (effect)
        {
            case Effect.Send send when Core.Self != default:
                Messages++;
                if (!ReferenceEquals(_last, send.Message))
                {
                    _last = send.Message;
                    _lastBytes = PeerCodec.Encode(send.Message).ToByteArray();
                }

                _swarm.Of(send.To).Arrive(Core.Self, _lastBytes);
                break;
            case Effect.Sign sign when _signer is not null:
                _swarm.Start(() => Post(_signer.Sign(sign)));
                break;
            case Effect.Sign sign:
                Post(new AgentInput.Signed(sign.Draft, NoSignatures.Stamp));
                break;
            case Effect.Append append:
                ulong sequence = _swarm.Append(Id, append.Event);
                Post(new AgentInput.AppendAnswered(append.Number, new AppendOutcome.Stored(sequence)));
                break;
            case Effect.Run run:
                Post(new AgentInput.RunEnded(new RunResult(
                    run.Order.Activity,
                    run.Order.Attempt,
                    new ActivityOutcome.Succeeded(OutputManifest.Empty, RunFigures.None))));
                break;
            case Effect.Observe { Event: AgentEvent.RoundDecided decided }:
                RoundMicros.Add(decided.Micros);
                break;
            default:
                break;
        }
    }
}
