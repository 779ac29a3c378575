using FsCheck;
using FsCheck.Fluent;
using Swarm.Core;
using Swarm.Core.Authorisation;
using Swarm.Core.Fabric;
using Swarm.Model;
using Swarm.UnitTests.Protocol;

namespace Swarm.UnitTests.Wire;

/// <summary>Generators of every case of what the deciding loop takes in.</summary>
internal static class Inputs
{
    internal static Gen<AgentInput> All { get; } = Gen.OneOf(
        Gen.Elements<AgentInput>(
            AgentInput.Tick.Instance,
            AgentInput.Pause.Instance,
            new AgentInput.CaughtUp(),
            new AgentInput.Operator(OperatorCommand.Drain),
            new AgentInput.Operator(OperatorCommand.Resume),
            new AgentInput.Operator(OperatorCommand.Leave)),
        Peer,
        Signed,
        Entry,
        Answered,
        Advanced,
        Ended,
        Wanted,
        Looked,
        Measured,
        Nouns.Activities.Select(activity => (AgentInput)new AgentInput.OutputsHeld(activity)));

    private static Gen<AgentInput> Peer =>
        from key in Nouns.Keys
        from message in Messages.All
        select (AgentInput)new AgentInput.Peer(key, message);

    private static Gen<AgentInput> Signed =>
        from signature in Nouns.Signatures
        from draft in Messages.Signed
        let signed = new AgentInput.Signed(draft, signature)
        select (AgentInput)(signed with { Draft = signed.Message });

    private static Gen<AgentInput> Entry =>
        from sequence in Nouns.Sequences
        from author in Nouns.Agents
        from micros in Nouns.Longs
        from entry in Gen.OneOf(Entries.All, Submitted)
        select (AgentInput)new AgentInput.PoolEntry(sequence, author, micros, entry);

    private static Gen<PoolEvent> Submitted =>
        from graph in Campaigns.Graphs
        from body in Nouns.Digests
        from doubt in Gen.Elements(null, "it was revoked")
        select (PoolEvent)new PoolEvent.CampaignSubmitted(graph, body)
        {
            Owner = new CampaignOwner("ann", ["lab"]) { Doubt = doubt },
        };

    private static Gen<AgentInput> Answered =>
        from number in Nouns.Longs
        from text in Nouns.Texts
        from sequence in Nouns.Sequences
        from outcome in Gen.Elements<AppendOutcome>(
            new AppendOutcome.Stored(sequence),
            new AppendOutcome.Refused(ErrorCode.PoolFull, text),
            new AppendOutcome.Unknown(text))
        select (AgentInput)new AgentInput.AppendAnswered(number, outcome);

    private static Gen<AgentInput> Advanced =>
        from activity in Nouns.Activities
        from attempt in Nouns.Attempts
        from state in Gen.Elements(ActivityState.StagingIn, ActivityState.Running)
        select (AgentInput)new AgentInput.RunAdvanced(new RunReport(activity, attempt, state));

    private static Gen<AgentInput> Ended =>
        from activity in Nouns.Activities
        from attempt in Nouns.Attempts
        from outcome in Outcomes.All
        select (AgentInput)new AgentInput.RunEnded(new RunResult(activity, attempt, outcome));

    private static Gen<AgentInput> Wanted =>
        from number in Nouns.Longs
        from digest in Nouns.Digests
        from size in Nouns.Longs
        select (AgentInput)new AgentInput.DataWanted(new DataNeed(number, digest, null, size));

    private static Gen<AgentInput> Looked =>
        from asker in Nouns.Keys
        from number in Nouns.Longs
        from offer in Messages.Offers.OrNull()
        select (AgentInput)new AgentInput.DataLooked(asker, number, offer);

    private static Gen<AgentInput> Measured =>
        from holder in Nouns.Agents
        from bytes in Nouns.Longs
        from micros in Nouns.Longs
        select (AgentInput)new AgentInput.TransferMeasured(holder, bytes, micros);
}
