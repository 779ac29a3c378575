using Swarm.Core.Consensus;

namespace Swarm.Core.Membership;

/// <summary>
/// The part of the fold that knows who is in the swarm. A view follows another if a quorum of the one before voted for
/// it, or, after a claim of loss that went unanswered, a quorum of those who are left.
/// </summary>
/// <remarks>
/// A member that restarted is represented by its newest process when the votes are counted: uniqueness comes from the
/// log, which takes the first valid view of an epoch, so a vote cast twice decides nothing twice (docs/decisions/0003).
/// </remarks>
internal sealed class ViewLog(long lossWaitMicros)
{
    private readonly SortedDictionary<ulong, Claim> _claims = [];

    /// <summary>The view in force.</summary>
    internal MemberView View { get; private set; } = MemberView.None;

    /// <summary>The name of the swarm: the digest of how it was founded.</summary>
    internal Digest Swarm { get; private set; }

    /// <summary>What all its agents do alike.</summary>
    internal SwarmRules Rules { get; private set; } = SwarmRules.Default;

    /// <summary>Who asked to join.</summary>
    internal Roster Roster { get; } = new();

    /// <summary>Who was shown to lie.</summary>
    internal BarList Bars { get; } = new();

    /// <summary>Whether the swarm was founded.</summary>
    internal bool IsFounded => View.Epoch > 0;

    /// <summary>The claims of loss of this epoch: their sequence, and who has not answered.</summary>
    internal IEnumerable<(ulong Sequence, IReadOnlyCollection<AgentId> Absent)> Claims =>
        _claims.Select(claim => (claim.Key, (IReadOnlyCollection<AgentId>)claim.Value.Absent));

    /// <summary>Whether an entry is about who is in the swarm.</summary>
    internal static bool Concerns(PoolEvent entry) => entry is PoolEvent.Founded or PoolEvent.Joining
        or PoolEvent.Leaving or PoolEvent.ViewInstalled or PoolEvent.LossClaimed or PoolEvent.Present
        or PoolEvent.MemberBarred or PoolEvent.MemberEvicted or PoolEvent.MemberCleared;

    /// <summary>Folds an entry about who is in the swarm.</summary>
    /// <param name="entry">The entry, without signatures that do not hold.</param>
    /// <param name="brokerMicros">The latest time the broker gave an entry up to this one.</param>
    /// <returns>Why it does not stand, or null.</returns>
    internal string? Apply(AgentInput.PoolEntry entry, long brokerMicros) => entry.Event switch
    {
        PoolEvent.Founded founded => Found(entry, founded),
        PoolEvent.Joining joining => Join(entry, joining),
        PoolEvent.Leaving leaving =>
            Roster.Leave(new MemberKey(entry.Author, leaving.Incarnation), brokerMicros) ? null : "it left before",
        PoolEvent.ViewInstalled installed => Install(installed, brokerMicros),
        PoolEvent.LossClaimed claimed => ClaimLoss(entry with { BrokerMicros = brokerMicros }, claimed),
        PoolEvent.Present present => Answer(entry, present),
        PoolEvent.MemberBarred barred => Bars.Bar(barred.Proof),
        PoolEvent.MemberEvicted evicted =>
            WhyNoOperator(entry.Author, evicted.Agent) ?? Bars.Evict(evicted.Agent, evicted.Reason),
        PoolEvent.MemberCleared cleared =>
            WhyNoOperator(entry.Author, cleared.Agent) ?? Bars.Clear(cleared.Agent, View.Epoch),
        _ => throw Invariant.Unreachable(entry.Event),
    };

    /// <summary>Whether an agent's word counts when the next view is voted on.</summary>
    internal bool IsVoter(AgentId agent) => View.Find(agent) is not null;

    private string? Found(AgentInput.PoolEntry entry, PoolEvent.Founded founded)
    {
        if (IsFounded)
        {
            return "the swarm was founded before";
        }

        CanonicalBytes bytes = new("swarm founded");
        bytes.Add((long)founded.Rules.Mode).Add(founded.Rules.Seats);
        Swarm = bytes.Add(founded.Nonce).Add(entry.Author.Text).Add(founded.PublicKey).Digest();
        Rules = founded.Rules;
        Member founder = new(
            new MemberKey(entry.Author, new Incarnation(entry.Sequence)),
            founded.PublicKey,
            founded.Endpoint,
            founded.Capabilities);
        Roster.Add(founder, founded.Nonce);
        View = MemberView.Of(1, [founder], []);
        return null;
    }

    private string? Join(AgentInput.PoolEntry entry, PoolEvent.Joining joining)
    {
        MemberKey key = new(entry.Author, new Incarnation(entry.Sequence));
        return !IsFounded ? "there is no swarm yet"
            : Roster.Add(new Member(key, joining.PublicKey, joining.Endpoint, joining.Capabilities), joining.Nonce)
                ? null
            : "the same process asked before";
    }

    private string? ClaimLoss(AgentInput.PoolEntry entry, PoolEvent.LossClaimed claimed)
    {
        if (claimed.Epoch != View.Epoch || !IsVoter(entry.Author))
        {
            return "it is about another epoch, or by somebody who is no member";
        }

        SortedSet<AgentId> absent =
            [.. claimed.Absent.Where(agent => View.Find(agent) is not null && agent != entry.Author)];
        if (absent.Count == 0 || _claims.Values.Any(claim => claim.Absent.SetEquals(absent)))
        {
            return "nobody new is claimed to be lost";
        }

        _claims[entry.Sequence] = new Claim(entry.BrokerMicros, absent);
        return null;
    }

    private string? Answer(AgentInput.PoolEntry entry, PoolEvent.Present present)
    {
        if (!_claims.TryGetValue(present.Claim, out Claim? claim) || !claim.Absent.Remove(entry.Author))
        {
            return "nobody claims that";
        }

        if (claim.Absent.Count == 0)
        {
            _claims.Remove(present.Claim);
        }

        return null;
    }

    private string? Install(PoolEvent.ViewInstalled installed, long brokerMicros)
    {
        string? problem = ProblemOf(installed.View);
        if (problem is not null)
        {
            return problem;
        }

        // What a member offers is what it said itself when it asked to join, whatever the entry says of it.
        MemberView view = MemberView.Of(
            installed.View.Epoch,
            installed.View.Members.Select(member => Roster.Find(member.Agent)!),
            Bars.Agents);
        problem = ProblemOf(view, installed, brokerMicros);
        if (problem is null)
        {
            foreach (Member member in View.Members.Where(member => !view.Has(member.Key)))
            {
                Roster.Cut(member.Key, brokerMicros);
            }

            View = view;
            _claims.Clear();
        }

        return problem;
    }

    // A member speaks for the operator who sits at it; none that is barred or evicted, and none about itself.
    private string? WhyNoOperator(AgentId author, AgentId about) =>
        author == about || !IsVoter(author) || Bars.Has(author) || Bars.WhyEvicted(author) is not null
            ? $"{author} does not speak for an operator here" : null;

    private string? ProblemOf(MemberView view)
    {
        if (view.Epoch != View.Epoch + 1)
        {
            return $"its epoch is {view.Epoch}, the next is {View.Epoch + 1}";
        }

        MemberView rebuilt = MemberView.Of(view.Epoch, view.Members, Bars.Agents);
        bool orderly = rebuilt.BucketBits == view.BucketBits
            && rebuilt.Members.Select(member => member.Key).SequenceEqual(view.Members.Select(member => member.Key))
            && view.Members.Select(member => member.Agent).Distinct().Count() == view.Members.Count;
        bool known = view.Members.Count > 0
            && view.Members.All(
                member => Roster.IsCandidate(member.Key) && Bars.WhyEvicted(member.Agent) is null);
        return orderly && known ? null : "its members are not those who asked to join, in order";
    }

    private string? ProblemOf(MemberView view, PoolEvent.ViewInstalled installed, long brokerMicros)
    {
        SortedSet<AgentId> absent = [];
        if (installed.LossClaim != 0)
        {
            if (!_claims.TryGetValue(installed.LossClaim, out Claim? claim)
                || brokerMicros < claim.BrokerMicros + lossWaitMicros)
            {
                return "the claim it rests on does not stand, or not long enough";
            }

            IEnumerable<AgentId> removed = View.Members
                .Select(member => member.Agent).Where(agent => view.Find(agent) is null);
            if (!claim.Absent.SetEquals(removed))
            {
                return "it removes others than those who did not answer";
            }

            absent = claim.Absent;
        }

        Digest digest = view.DigestIn(Swarm);
        int votes = installed.Evidence
            .Where(vote => !vote.Signature.IsEmpty && vote.Epoch == view.Epoch && vote.View == digest)
            .Where(
                vote => IsVoter(vote.Voter.Agent) && Roster.IsNewest(vote.Voter) && !absent.Contains(vote.Voter.Agent))
            .Select(vote => vote.Voter.Agent).Distinct().Count();
        int needed = new Quorum(View.Members.Count - absent.Count).Size;
        return votes >= needed ? null : $"it has {votes} votes of {needed}";
    }

    /// <summary>A claim of loss.</summary>
    /// <param name="BrokerMicros">When it was made, by the broker's clock.</param>
    /// <param name="Absent">Who has not answered.</param>
    private sealed record Claim(long BrokerMicros, SortedSet<AgentId> Absent);
}
