using FsCheck;
using FsCheck.Fluent;
using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Model;
using Swarm.UnitTests.Protocol;

namespace Swarm.UnitTests.Wire;

/// <summary>Generators of every case of an entry of the log, save submissions, which have bytes of their own.</summary>
internal static class Entries
{
    internal static Gen<PoolEvent> All { get; } =
        Gen.OneOf(
            Founded, Joining, Leaving, Installed, Claimed, Present, Barred, Evicted, Cleared,
            Canceled, Retried, Assigned, Running, Finished);

    private static Gen<PoolEvent> Founded =>
        from nonce in Nouns.Digests
        from endpoint in Nouns.Texts
        from offered in Nouns.Offers
        from key in Nouns.PublicKeys
        from rules in Nouns.Rules
        select (PoolEvent)new PoolEvent.Founded(nonce, rules, key, endpoint, offered);

    private static Gen<PoolEvent> Joining =>
        from nonce in Nouns.Digests
        from endpoint in Nouns.Texts
        from offered in Nouns.Offers
        from key in Nouns.PublicKeys
        select (PoolEvent)new PoolEvent.Joining(nonce, key, endpoint, offered);

    private static Gen<PoolEvent> Leaving =>
        Nouns.Sequences.Select(sequence => (PoolEvent)new PoolEvent.Leaving(new Incarnation(sequence)));

    private static Gen<PoolEvent> Installed =>
        from view in Nouns.Views
        from evidence in Nouns.Cuts.ArrayOf()
        from claim in Nouns.Sequences
        select (PoolEvent)new PoolEvent.ViewInstalled(view, evidence, claim);

    private static Gen<PoolEvent> Claimed =>
        from epoch in Nouns.Longs
        from absent in Nouns.Agents.ArrayOf()
        select (PoolEvent)new PoolEvent.LossClaimed(epoch, absent);

    private static Gen<PoolEvent> Present =>
        Nouns.Sequences.Select(claim => (PoolEvent)new PoolEvent.Present(claim));

    private static Gen<PoolEvent> Barred =>
        from first in Nouns.Votes
        from second in Nouns.Votes
        select (PoolEvent)new PoolEvent.MemberBarred(new Contradiction(first, second));

    private static Gen<PoolEvent> Evicted =>
        from agent in Nouns.Agents
        from reason in Nouns.Texts
        select (PoolEvent)new PoolEvent.MemberEvicted(agent, reason);

    private static Gen<PoolEvent> Cleared =>
        Nouns.Agents.Select(agent => (PoolEvent)new PoolEvent.MemberCleared(agent));

    private static Gen<PoolEvent> Canceled =>
        from campaign in Nouns.Campaigns
        from reason in Nouns.Texts
        select (PoolEvent)new PoolEvent.CampaignCanceled(campaign, reason);

    private static Gen<PoolEvent> Retried =>
        from campaign in Nouns.Campaigns
        from activities in Nouns.Ints.ArrayOf()
        select (PoolEvent)new PoolEvent.CampaignRetried(campaign, activities);

    private static Gen<PoolEvent> Assigned =>
        from batch in Nouns.Batches
        from certificate in Nouns.Certificates
        select (PoolEvent)new PoolEvent.Assigned(certificate.Slot, batch, certificate);

    private static Gen<PoolEvent> Running =>
        from author in Nouns.Keys
        from runs in Reports.ArrayOf()
        select (PoolEvent)new PoolEvent.Running(author, runs);

    private static Gen<PoolEvent> Finished =>
        from author in Nouns.Keys
        from runs in Results.ArrayOf()
        select (PoolEvent)new PoolEvent.Finished(author, runs);

    private static Gen<RunReport> Reports =>
        from activity in Nouns.Activities
        from attempt in Nouns.Attempts
        from state in Gen.Elements(ActivityState.Assigned, ActivityState.StagingIn, ActivityState.Running)
        select new RunReport(activity, attempt, state);

    private static Gen<RunResult> Results =>
        from activity in Nouns.Activities
        from attempt in Nouns.Attempts
        from outcome in Outcomes.All
        select new RunResult(activity, attempt, outcome);
}
