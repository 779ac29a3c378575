using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Lies;

/// <summary>Makes entries that look right from afar: decisions, views and results that nobody agreed to.</summary>
internal sealed class Forger(SimWorld world, Rng rng)
{
    private const int Tricks = 8;

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
        Slot slot = world.Watch.NextSlot(bucket);
        Batch batch = new([new BatchItem(wanted.activity, wanted.attempt, liar.Self)]);
        Digest digest = batch.DigestIn(reading.Swarm, slot);
        MemberKey[] members = [.. reading.View.Members.Select(member => member.Key)];
        SignedVote own = new(slot, 0, VotePhase.Commit, digest, liar.Self, default);
        IEnumerable<SignedVote> votes = rng.Below(Tricks) switch
        {
            0 => [],
            1 => [own],
            2 => members.Select(_ => own),
            3 => members.Select(member => own with { Voter = member, Phase = VotePhase.Prepare }),
            4 => members.Select(member => own with { Voter = member, Slot = slot with { Number = slot.Number + 1 } }),
            5 => members.Select(member => own with { Voter = member, Batch = Digest.Of([1]) }),
            6 => members.Select(member => own with { Voter = member, Ballot = 1 }),
            _ => members.Select(member => own with
            {
                Voter = member with { Incarnation = new Incarnation(member.Incarnation.Sequence + 1_000_000) },
            }),
        };
        return new PoolEvent.Assigned(slot, batch, new Certificate(slot, 0, digest, [.. votes]));
    }

    // The next view without somebody, by one vote given many times, or by votes of processes that are no more.
    private PoolEvent.ViewInstalled? MakeView(SimProcess liar, CoreReading reading)
    {
        IReadOnlyList<Member> members = reading.View.Members;
        Member victim = members[(int)rng.Below(members.Count)];
        if (victim.Key == liar.Self)
        {
            return null;
        }

        MemberView view = MemberView.Of(reading.View.Epoch + 1, members.Where(member => member != victim));
        CutVote own = new(view.Epoch, view.DigestIn(reading.Swarm), liar.Self, default);
        IEnumerable<CutVote> votes = rng.Below(3) switch
        {
            0 => members.Select(_ => own),
            1 => members.Select(member => own with
            {
                Voter = member.Key with { Incarnation = new Incarnation(member.Key.Incarnation.Sequence + 1_000_000) },
            }),
            _ => members.Select(member => own with { Voter = member.Key, View = reading.View.DigestIn(reading.Swarm) }),
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
