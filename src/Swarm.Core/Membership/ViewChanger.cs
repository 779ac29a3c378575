using Swarm.Core.Consensus;
using Swarm.Core.Signing;

namespace Swarm.Core.Membership;

/// <summary>
/// Works towards the next view: proposes who should be in it, gathers votes for it, and appends it once a quorum
/// agrees. Many proposals may go round; the log takes the first valid one.
/// </summary>
internal sealed class ViewChanger(CoreSettings settings, LogFold fold, FailureDetector detector, AppendTable appends)
{
    private const int MaxProposals = 64;

    private readonly SortedDictionary<Digest, SortedDictionary<AgentId, CutVote>> _votes = [];
    private MemberKey _self;
    private MemberView? _wanted;
    private Instant _saidAt;
    private Instant _agreedAt;
    private Instant _claimFoldedAt;
    private Instant _claimedAt = new(long.MinValue / 2);
    private Digest _agreed;
    private ulong _newestClaim;

    /// <summary>Begins anew after a view was installed, or as a new incarnation.</summary>
    internal void Reset(MemberKey self)
    {
        _self = self;
        _votes.Clear();
        _wanted = null;
        _agreed = default;
        _claimedAt = new Instant(long.MinValue / 2);
    }

    /// <summary>Takes note of when a claim of loss was read, by this agent's own clock.</summary>
    internal void OnFolded(Instant now)
    {
        ulong newest = fold.Views.Claims.Select(claim => claim.Sequence).LastOrDefault();
        if (newest != _newestClaim)
        {
            _newestClaim = newest;
            _claimFoldedAt = now;
        }
    }

    /// <summary>Hears another's vote; it is kept, whether or not this agent sees the same.</summary>
    internal void OnProposed(MemberKey from, PeerMessage.CutProposed proposed, Instant now, Outbox outbox)
    {
        if (proposed.Vote.Voter != from || proposed.Vote.Signature.IsEmpty || proposed.View.Epoch != fold.View.Epoch + 1
            || proposed.Vote.View != proposed.View.DigestIn(fold.Views.Swarm))
        {
            return;
        }

        VotesFor(proposed.Vote.View)[from.Agent] = proposed.Vote;
        Work(now, outbox);
    }

    /// <summary>Hears its own vote back, signed: now it counts and is said.</summary>
    internal void OnSigned(PeerMessage.CutProposed proposed, Instant now, Outbox outbox)
    {
        if (proposed.View.Epoch == fold.View.Epoch + 1 && proposed.Vote.Voter == _self)
        {
            VotesFor(proposed.Vote.View)[_self.Agent] = proposed.Vote;
            Tell(proposed, outbox);
            Work(now, outbox);
        }
    }

    /// <summary>Says what it wants, says it again, and appends what is agreed.</summary>
    internal void Work(Instant now, Outbox outbox)
    {
        if (!fold.Views.IsVoter(_self.Agent) || !fold.Views.Roster.IsNewest(_self))
        {
            return;
        }

        if (IsContent(now) || Wanted(now) is not { Members.Count: > 0 } wanted)
        {
            _wanted = null;
            return;
        }

        Say(wanted, now, outbox);
        Install(now, outbox);
    }

    // Whether the view is as it should be: asked after every burst of inputs, so no view is made to compare with.
    private bool IsContent(Instant now)
    {
        MemberView view = fold.View;
        int place = 0;
        foreach (Member member in fold.Views.Roster.Candidates)
        {
            if (IsWanted(member, now)
                && (place == view.Members.Count || view.Members[place++].Key != member.Key))
            {
                return false;
            }
        }

        return place == view.Members.Count
            && fold.Views.Bars.Agents.Where(agent => view.Find(agent) is not null).SequenceEqual(view.Barred);
    }

    private MemberView Wanted(Instant now) => MemberView.Of(
        fold.View.Epoch + 1,
        fold.Views.Roster.Candidates.Where(member => IsWanted(member, now)),
        fold.Views.Bars.Agents);

    // Members that are heard, in their newest process, and whoever asks to join and is heard.
    private bool IsWanted(Member member, Instant now) =>
        fold.Views.Bars.WhyEvicted(member.Agent) is null
        && (member.Key == _self
            || (fold.View.Has(member.Key) ? !detector.IsLost(member.Agent, now)
                : detector.IsAlive(member.Key, now)));

    private void Say(MemberView wanted, Instant now, Outbox outbox)
    {
        Digest digest = wanted.DigestIn(fold.Views.Swarm);
        bool changed = _wanted is null || _wanted.DigestIn(fold.Views.Swarm) != digest;
        if (!changed && now.Since(_saidAt) < settings.RepeatMicros)
        {
            return;
        }

        _wanted = wanted;
        _saidAt = now;
        if (VotesFor(digest).TryGetValue(_self.Agent, out CutVote? own) && own.Voter == _self)
        {
            Tell(new PeerMessage.CutProposed(wanted, own), outbox);
        }
        else
        {
            CutVote vote = new(wanted.Epoch, digest, _self, default);
            outbox.Add(new Effect.Sign(
                new PeerMessage.CutProposed(wanted, vote), Statement.Of(vote, fold.Views.Swarm)));
        }
    }

    private void Tell(PeerMessage.CutProposed proposed, Outbox outbox)
    {
        IEnumerable<Member> concerned = fold.View.Members.Concat(proposed.View.Members);
        foreach (AgentId agent in concerned.Select(member => member.Agent).Distinct())
        {
            if (agent != _self.Agent)
            {
                outbox.Send(agent, proposed);
            }
        }
    }

    private void Install(Instant now, Outbox outbox)
    {
        MemberView wanted = _wanted!;
        Digest digest = wanted.DigestIn(fold.Views.Swarm);
        CutVote[] votes =
        [
            .. VotesFor(digest).Values.Where(vote =>
                fold.Views.IsVoter(vote.Voter.Agent) && fold.Views.Roster.IsNewest(vote.Voter)),
        ];
        int members = fold.View.Members.Count;
        ulong claim = 0;
        if (votes.Length < new Quorum(members).Size)
        {
            claim = LossClaim(wanted, votes.Length, now, outbox);
            if (claim == 0)
            {
                return;
            }
        }

        if (_agreed != digest)
        {
            _agreed = digest;
            _agreedAt = now;
        }

        // The first of the new view appends at once, the others only if that does not come.
        int rank = Math.Max(0, wanted.Members.ToList().FindIndex(member => member.Key == _self));
        if (now.Since(_agreedAt) >= rank * settings.AppendRankMicros)
        {
            appends.TryAppend(
                new AppendKey(AppendPurpose.View), new PoolEvent.ViewInstalled(wanted, votes, claim), now, outbox);
        }
    }

    // Too few are left to agree: the absent are asked to answer in the log, and only their silence there removes them.
    private ulong LossClaim(MemberView wanted, int votes, Instant now, Outbox outbox)
    {
        AgentId[] lost =
        [
            .. fold.View.Members.Select(member => member.Agent)
                .Where(agent => wanted.Find(agent) is null && detector.IsLost(agent, now)),
        ];
        if (lost.Length == 0 || votes < new Quorum(fold.View.Members.Count - lost.Length).Size)
        {
            return 0;
        }

        foreach ((ulong sequence, IReadOnlyCollection<AgentId> absent) in fold.Views.Claims)
        {
            if (absent.Count == lost.Length && absent.All(lost.Contains))
            {
                bool waited = now.Since(_claimFoldedAt) > settings.LossWaitMicros + settings.RepeatMicros;
                return waited ? sequence : 0;
            }
        }

        // Whoever answered is there: asking the same again at once would only fill the log.
        if (now.Since(_claimedAt) >= settings.LossWaitMicros)
        {
            _claimedAt = now;
            appends.TryAppend(
                new AppendKey(AppendPurpose.Loss), new PoolEvent.LossClaimed(fold.View.Epoch, lost), now, outbox);
        }

        return 0;
    }

    private SortedDictionary<AgentId, CutVote> VotesFor(Digest view)
    {
        if (!_votes.TryGetValue(view, out SortedDictionary<AgentId, CutVote>? votes))
        {
            if (_votes.Count >= MaxProposals)
            {
                _votes.Clear();
            }

            _votes[view] = votes = [];
        }

        return votes;
    }
}
