using Swarm.Core;
using Swarm.Core.Membership;

namespace Swarm.Simulation.Checkers;

/// <summary>
/// A number that stands for all that a core believes of the log: quick, and the same on every machine.
/// </summary>
internal static class FoldDigest
{
    internal static ulong Of(CoreReading reading)
    {
        ulong digest = Mix(reading.Folded, (ulong)reading.View.Epoch);
        foreach (Member member in reading.Candidates)
        {
            digest = Mix(digest, member.Key.Incarnation.Sequence);
        }

        foreach (Member member in reading.View.Members)
        {
            digest = Mix(digest, member.Key.Incarnation.Sequence);
        }

        foreach (CampaignId id in reading.Campaigns)
        {
            CampaignReading campaign = reading.Find(id)!;
            digest = Mix(digest, (ulong)campaign.LastChange * 16 + (ulong)campaign.State);
            for (int i = 0; i < campaign.Graph.Activities.Count; i++)
            {
                ActivityReading activity = campaign.Activity(i);
                digest = Mix(digest, (ulong)activity.Attempt.Number * 16 + (ulong)activity.State);
                digest = Mix(digest, activity.Agent is { } agent ? agent.Text[^1] : 0UL);
                digest = Mix(digest, (ulong)(activity.ReadyMicros ^ activity.BeganMicros));
            }
        }

        return digest;
    }

    private static ulong Mix(ulong digest, ulong value) => Rng.Mix(digest * 31 + value);
}
