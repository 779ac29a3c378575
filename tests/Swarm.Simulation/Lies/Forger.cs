using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Core.Scheduling;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Lies;

/// <summary>Makes entries that look right from afar: decisions, views and results that nobody agreed to.</summary>
internal sealed class Forger(SimWorld world, Rng rng)
{
    private const int OldEpoch = 8;
    private const int Tricks = 10;

    private readonly Pen _pen = new(world.Seals);

    /// <summary>The next forged entry of an agent; null when there is nothing to forge.</summary>
    internal PoolEvent? Make(SimProcess liar)
    {
        CoreReading reading = liar.Core.Reading;
        return !reading.View.Has(liar.Self) ? null
            : rng.Below(4) switch
            {
                0 => MakeView(liar, reading),
                1 => MakeResult(liar, reading),
                _ => MakeDecision(liar, reading),
            };
    }

    private PoolEvent.Assigned? MakeDecision(SimProcess liar, CoreReading reading)
    {
        (ActivityId activity, Attempt attempt)? ready = Find(reading, state => state == ActivityState.Queued);
        if (ready is not { } wanted)
        {
            return null;
        }

        int bucket = (int)rng.Below(reading.View.Buckets);
        int trick = (int)rng.Below(Tricks);
        Slot slot = world.Watch.NextSlot(bucket);
        slot = trick == OldEpoch ? slot with { Epoch = slot.Epoch - 1 } : slot;
        Batch batch = new([new BatchItem(wanted.activity, wanted.attempt, liar.Self)]);
        Digest digest = batch.DigestIn(reading.Swarm, slot);
        SignedVote right = new(slot, 0, VotePhase.Commit, digest, liar.Self, default);
        SignedVote[] votes = [.. Votes(trick, right, reading, Committee.Of(
            reading.Swarm, reading.View, bucket, world.Rules.Seats), liar)];
        return new PoolEvent.Assigned(slot, batch, new Certificate(slot, 0, digest, votes));
    }

    // Whoever signs, one thing is wrong with each: even with everybody's key it must not stand.
    private IEnumerable<SignedVote> Votes(
        int trick, SignedVote right, CoreReading reading, Committee committee, SimProcess liar)
    {
        MemberKey[] members = [.. reading.View.Members.Select(member => member.Key)];
        SignedVote Stolen(SignedVote vote) => _pen.SignAs(vote.Voter.Agent, liar, vote);
        Slot slot = right.Slot;
        return trick switch
        {
            0 => [_pen.Sign(liar, right)],
            1 => members.Select(_ => _pen.Sign(liar, right)),
            2 => members.Select(member => Stolen(right with { Voter = member, Phase = VotePhase.Prepare })),
            3 => members.Select(member => Stolen(
                right with { Voter = member, Slot = slot with { Number = slot.Number + 1 } })),
            4 => members.Select(member => Stolen(right with { Voter = member, Batch = Digest.Of([1]) })),
            5 => members.Select(member => Stolen(right with { Voter = member, Ballot = 1 })),
            6 => members.Select(member => Stolen(right with { Voter = Stranger(member) })),
            7 => members.Where(member => committee.RankOf(member) < 0)
                .Select(member => Stolen(right with { Voter = member })),
            OldEpoch => members.Select(member => Stolen(right with { Voter = member })),
            _ => members.Select(member => _pen.Sign(liar, right with { Voter = member })),
        };
    }

    private static MemberKey Stranger(MemberKey member) =>
        member with { Incarnation = new Incarnation(member.Incarnation.Sequence + 1_000_000) };

    // The next view without somebody, by one vote given many times, or by votes of processes that are no more.
    private PoolEvent.ViewInstalled? MakeView(SimProcess liar, CoreReading reading)
    {
        IReadOnlyList<Member> members = reading.View.Members;
        Member victim = members[(int)rng.Below(members.Count)];
        if (victim.Key == liar.Self)
        {
            return null;
        }

        MemberView view = MemberView.Of(
            reading.View.Epoch + 1, members.Where(member => member != victim), reading.View.Barred);
        CutVote own = new(view.Epoch, view.DigestIn(reading.Swarm), liar.Self, default);
        CutVote Stolen(CutVote vote) => _pen.SignAs(vote.Voter.Agent, liar, vote);
        IEnumerable<CutVote> votes = rng.Below(4) switch
        {
            0 => members.Select(_ => Stolen(own)),
            1 => members.Select(member => Stolen(own with { Voter = Stranger(member.Key) })),
            2 => members.Select(member => Stolen(
                own with { Voter = member.Key, View = reading.View.DigestIn(reading.Swarm) })),
            _ => members.Select(member => _pen.SignAs(liar.Agent.Id, liar, own with { Voter = member.Key })),
        };
        return new PoolEvent.ViewInstalled(view, [.. votes], 0);
    }

    // A result of what somebody else runs, or of an attempt that is no more.
    private PoolEvent.Finished? MakeResult(SimProcess liar, CoreReading reading)
    {
        (ActivityId activity, Attempt attempt)? open = Find(reading, state => state.IsOpen());
        if (open is not { } other)
        {
            return null;
        }

        ActivityReading now = reading.Find(other.activity.Campaign)!.Activity(other.activity.Index);
        bool isOwn = now.Agent == liar.Agent.Id;
        Attempt attempt = isOwn ? new Attempt(Math.Max(0, other.attempt.Number - 1)) : other.attempt;
        MemberKey author = isOwn || rng.Below(2) == 0 ? liar.Self : reading.View.Find(now.Agent!.Value)!.Key;
        return new PoolEvent.Finished(author, [new RunResult(
            other.activity, attempt, new ActivityOutcome.Succeeded(OutputManifest.Empty, RunFigures.None))]);
    }

    private (ActivityId, Attempt)? Find(CoreReading reading, Func<ActivityState, bool> fits)
    {
        foreach (CampaignId id in reading.Campaigns)
        {
            CampaignReading campaign = reading.Find(id)!;
            int[] found = [.. Enumerable.Range(0, campaign.Graph.Activities.Count)
                .Where(index => fits(campaign.Activity(index).State))];
            if (found.Length > 0)
            {
                int chosen = found[rng.Below(found.Length)];
                return (new ActivityId(id, chosen), campaign.Activity(chosen).Attempt);
            }
        }

        return null;
    }
}
