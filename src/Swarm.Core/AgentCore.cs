using Swarm.Core.Consensus;
using Swarm.Core.Fabric;
using Swarm.Core.Ledger;
using Swarm.Core.Membership;
using Swarm.Core.Runs;
using Swarm.Core.Scheduling;

namespace Swarm.Core;

/// <summary>
/// Everything one agent decides. Feed it one input at a time; do what it puts in the outbox.
/// The same settings, seed and inputs always give the same effects.
/// </summary>
/// <remarks>It routes; its parts decide. Facts come from the log alone, what peers say only makes proposals.</remarks>
public sealed class AgentCore
{
    private readonly AgentId _agent;
    private readonly FoldNews _news = new();
    private readonly LogFold _fold;
    private readonly AppendTable _appends;
    private readonly OwnProcess _own;
    private readonly FailureDetector _detector;
    private readonly ViewChanger _views;
    private readonly ConsensusReplica _consensus;
    private readonly LinkTable _links;
    private readonly HeldOutputs _held = new();
    private readonly RunBook _runs;
    private readonly EarlierRuns _earlier = new();
    private readonly Marketplace _market;
    private readonly NeedTable _needs;
    private readonly Heartbeats _heartbeats;
    private readonly EarlyWords _early = new();
    private readonly LifeSigns _signs;

    private Instant _now;
    private bool _isCaughtUp;
    private bool _isDraining;
    private bool _wasMember;

    /// <summary>Makes an agent that has read nothing yet.</summary>
    /// <param name="settings">Every number it decides by.</param>
    /// <param name="self">Its name.</param>
    /// <param name="seed">Where its randomness begins; another one in each process.</param>
    public AgentCore(CoreSettings settings, AgentId self, ulong seed)
    {
        _agent = self;
        _fold = new LogFold(settings);
        _appends = new AppendTable(settings);
        _own = new OwnProcess(settings, self, new Rng(seed), _fold, _appends);
        _detector = new FailureDetector(settings);
        _views = new ViewChanger(settings, _fold, _detector, _appends);
        _consensus = new ConsensusReplica(
            _fold, new Patience(settings, _detector), new ProofBook(settings, _fold, _appends));
        _links = new LinkTable(settings.UnknownBytesPerSecond);
        _runs = new RunBook(settings, _fold, _appends);
        CostModel costs = new(settings, _fold, _links, _held);
        _market = new Marketplace(settings, _fold, new BidMaker(settings, _fold, costs, _runs), _consensus, _appends);
        _needs = new NeedTable(settings, _fold, _detector, _links);
        _heartbeats = new Heartbeats(settings, _detector);
        _signs = new LifeSigns(settings, _fold, _appends);
        Reading = new CoreReading(new CoreParts(_fold, _detector, _runs, _consensus, costs, _market, _signs));
    }

    /// <summary>What it believes, for those who ask. Only to be read between two steps.</summary>
    public CoreReading Reading { get; }

    /// <summary>Which process of its agent it is; default until it has read its own entry.</summary>
    public MemberKey Self => _own.Key;

    /// <summary>Whether something is being decided, so that time should be told more often.</summary>
    public bool IsDeciding =>
        _fold.Ledger.Ready.Count > 0 || _consensus.Open.Any(round => round.WaitingSince is not null);

    /// <summary>Whether it has said goodbye and the log has it.</summary>
    public bool HasLeft =>
        _own.IsLeaving && _runs.IsIdle && (_own.Key == default || _fold.Views.Roster.IsLeaving(_agent));

    /// <summary>Whether it takes nothing new.</summary>
    public bool IsDraining => _isDraining || _own.IsLeaving;

    /// <summary>Takes in one thing that happened.</summary>
    public void Step(AgentInput input, Instant now, Outbox outbox)
    {
        Invariant.That(now >= _now, "time runs forward");
        _now = now;
        _detector.OnInput(now);
        switch (input)
        {
            case AgentInput.Tick:
                OnTick(outbox);
                break;
            case AgentInput.Pause:
                Settle(outbox);
                break;
            case AgentInput.Peer peer:
                OnPeer(peer, outbox);
                break;
            case AgentInput.Signed signed:
                OnSigned(signed.Message, outbox);
                break;
            case AgentInput.PoolEntry entry:
                OnPoolEntry(entry, outbox);
                break;
            case AgentInput.CaughtUp:
                _isCaughtUp = true;
                _earlier.OnCaughtUp(outbox);
                break;
            case AgentInput.AppendAnswered answer:
                OnAppendAnswered(answer, outbox);
                break;
            case AgentInput.RunAdvanced run:
                _runs.OnAdvanced(run.Report);
                break;
            case AgentInput.RunEnded run:
                _runs.OnEnded(run.Result, outbox);
                _market.Touch();
                break;
            case AgentInput.Operator command:
                OnOperator(command.Command);
                break;
            default:
                OnData(input, outbox);
                break;
        }
    }

    private bool IsMember => _own.Key != default && _fold.View.Has(_own.Key);

    private bool TakesWork => IsMember && !_isDraining && !_own.IsLeaving;

    private void OnData(AgentInput input, Outbox outbox)
    {
        switch (input)
        {
            case AgentInput.DataWanted want:
                _needs.Want(want.Need, _agent, _now, outbox);
                break;
            case AgentInput.DataLooked looked:
                outbox.Send(looked.Asker.Agent, new PeerMessage.Offered(looked.Number, looked.Offer));
                break;
            case AgentInput.TransferMeasured transfer:
                _links.Add(transfer.Holder, transfer.Bytes, transfer.Micros);
                break;
            case AgentInput.OutputsHeld outputs:
                _held.Add(outputs.Activity);
                break;
            default:
                throw Invariant.Unreachable(input);
        }
    }

    private void OnTick(Outbox outbox)
    {
        if (IsMember)
        {
            _consensus.OnTick(agent => _detector.IsLost(agent, _now), _now, outbox);
            _runs.Tell(_own.Key, _now, outbox);
            _signs.Give(_own.Key, _now, outbox);
        }

        if (_own.Key != default)
        {
            _heartbeats.Beat(_fold, _own.Key, _now, outbox);
            _needs.OnTick(_agent, _now, outbox);
        }

        _market.Touch();
        Settle(outbox);
    }

    // What is decided once for many inputs: who is in, who runs what, what is told.
    private void Settle(Outbox outbox)
    {
        if (!_isCaughtUp)
        {
            return;
        }

        _own.HeedEviction(outbox);
        if (_own.Key == default || (_own.IsLeaving && _runs.IsIdle))
        {
            _own.JoinOrLeave(_now, outbox);
            return;
        }

        _views.Work(_now, outbox);
        _own.AnswerClaims(_now, outbox);
        if (!IsMember)
        {
            return;
        }

        _runs.StartWhatFits(_now, outbox);
        _runs.Tell(_own.Key, _now, outbox);
        _market.Trade(_own.Key, TakesWork, agent => _detector.IsLost(agent, _now), _now, outbox);
    }

    private void OnPeer(AgentInput.Peer peer, Outbox outbox)
    {
        if (_own.Key == default || !_fold.Views.Roster.IsNewest(peer.From))
        {
            return;
        }

        _detector.OnHeard(peer.From, _now);
        switch (peer.Message)
        {
            case PeerMessage.Heartbeat heartbeat:
                _heartbeats.OnHeard(peer.From, heartbeat, _now, _fold.Folded, outbox);
                break;
            case PeerMessage.CutProposed proposed:
                _views.OnProposed(peer.From, proposed, _now, outbox);
                break;
            case PeerMessage.Needed needed:
                outbox.Add(new Effect.Look(peer.From, needed.Need));
                break;
            case PeerMessage.Offered offered:
                _needs.OnOffered(peer.From.Agent, offered, _agent, _now, outbox);
                break;
            default:
                OnMember(peer, outbox);
                break;
        }
    }

    // A word about a view that is not folded yet waits for it.
    private void OnMember(AgentInput.Peer peer, Outbox outbox)
    {
        long epoch = EarlyWords.EpochOf(peer.Message);
        if (epoch > _fold.View.Epoch)
        {
            _early.Keep(peer);
            return;
        }

        if (epoch < _fold.View.Epoch || !IsMember || !_fold.View.Has(peer.From))
        {
            return;
        }

        if (peer.Message is PeerMessage.BidMade made)
        {
            _market.OnBid(peer.From, made.Bid);
        }
        else
        {
            _consensus.OnHeard(peer.From, peer.Message, _now, outbox);
        }
    }

    private void OnSigned(PeerMessage message, Outbox outbox)
    {
        if (message is PeerMessage.CutProposed cut)
        {
            _views.OnSigned(cut, _now, outbox);
        }
        else if (IsMember)
        {
            _consensus.OnSigned(message, _now, outbox);
        }
    }

    private void OnPoolEntry(AgentInput.PoolEntry entry, Outbox outbox)
    {
        _fold.Apply(entry, _news);
        _appends.OnFolded(entry.Sequence);
        _signs.OnFolded(_now);
        if (_news.Ignored is { } why)
        {
            outbox.Observe(new AgentEvent.EntryIgnored(entry.Sequence, entry.Author, why));
        }

        if (entry.Author == _agent && _news.Ignored is null && _own.OnEntry(entry, outbox))
        {
            _detector.Listen(_now);
            BeginView();
        }

        Follow(outbox);
        _news.Tell(outbox);
        _market.Touch();
    }

    // What an entry changed: a new view voids rounds; opened attempts run; closed ones end.
    private void Follow(Outbox outbox)
    {
        if (_news.Joining is { } joining)
        {
            Watch();
            outbox.Observe(new AgentEvent.MemberJoining(joining));
            _heartbeats.Hurry();
        }

        if (_news.IsViewNew)
        {
            FollowView(outbox);
        }

        foreach ((ActivityId activity, Attempt attempt, MemberKey winner) in _news.Opened)
        {
            _market.OnOpened(activity, winner);
            _earlier.OnOpened(activity);
            if (winner == _own.Key)
            {
                _runs.Add(activity, attempt, _now);
            }
        }

        foreach ((ActivityId activity, Attempt attempt, MemberKey holder, bool accepted) in _news.Closed)
        {
            if (!accepted)
            {
                _held.Remove(activity);
            }

            if (holder == _own.Key)
            {
                _runs.OnClosed(activity, attempt, accepted, outbox);
            }
            else if (holder.Agent == _agent)
            {
                _earlier.OnClosed(activity, attempt, accepted, outbox);
            }
        }

        _consensus.Settle();
        _consensus.JudgeHeld(_now, outbox);
        _views.OnFolded(_now);
    }

    private void FollowView(Outbox outbox)
    {
        outbox.Observe(new AgentEvent.ViewChanged(_fold.View));
        bool wasDropped = _own.Key != default && !_fold.View.Has(_own.Key) && _fold.View.Epoch > 1
            && _fold.Views.Roster.IsNewest(_own.Key) && !_own.IsLeaving && _wasMember;
        _wasMember = IsMember;
        if (wasDropped)
        {
            // The others went on without this process: it comes back as a new incarnation, with nothing of the old.
            _runs.Clear("the swarm went on without this agent", outbox);
            _appends.Clear();
            _own.BeginAnew();
        }

        BeginView();
        foreach (AgentInput.Peer early in _early.TakeFrom(_fold.View.Epoch))
        {
            OnMember(early, outbox);
        }
    }

    private void BeginView()
    {
        Watch();
        _consensus.Reset(_own.Key);
        _views.Reset(_own.Key);
        _market.Reset();
    }

    private void Watch() =>
        _detector.Watch(
            _fold.Views.Roster.Candidates.Select(member => member.Key).Where(key => key.Agent != _agent), _now);

    private void OnAppendAnswered(AgentInput.AppendAnswered answer, Outbox outbox)
    {
        _appends.OnAnswer(answer.Number, answer.Outcome, _now);
        _runs.OnAnswer(answer.Number, answer.Outcome);
        if (answer.Outcome is AppendOutcome.Refused refused)
        {
            outbox.Observe(new AgentEvent.AppendRefused(refused.Code, refused.Message));
        }
    }

    private void OnOperator(OperatorCommand command)
    {
        switch (command)
        {
            case OperatorCommand.Drain:
                _isDraining = true;
                break;
            case OperatorCommand.Resume:
                _isDraining = false;
                break;
            case OperatorCommand.Leave:
                _own.Leave();
                _runs.ReleaseQueued("the agent is stopping");
                break;
            default:
                throw Invariant.Unreachable(command);
        }

        _market.Touch();
    }
}
