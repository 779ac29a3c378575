using Swarm.Core;
using Swarm.Core.Consensus;
using Swarm.Protocol;
using Raw = Swarm.Protocol.V1.PoolEntry.Types;

namespace Swarm.Agent.Wire;

/// <summary>Translates the entries of the log that say who runs what and how it ended: the hot ones.</summary>
internal static class RunEntries
{
    internal static Raw.CampaignRetried Write(PoolEvent.CampaignRetried retried)
    {
        Raw.CampaignRetried wire = new() { CampaignId = retried.Campaign.Text };
        wire.Activities.AddRange(retried.Activities);
        return wire;
    }

    internal static PoolEvent.CampaignRetried Read(Raw.CampaignRetried wire) => new(
        CampaignId.Parse(wire.CampaignId),
        [.. wire.Activities.Select(index => Checked.Count(index, "an activity's index"))]);

    internal static Raw.Assigned Write(PoolEvent.Assigned assigned)
    {
        Invariant.That(assigned.Slot == assigned.Certificate.Slot, "a certificate is for the slot it decides");
        return new Raw.Assigned
        {
            Batch = BatchCodec.Write(assigned.Batch),
            Certificate = ConsensusCodec.Write(assigned.Certificate),
        };
    }

    internal static PoolEvent.Assigned Read(Raw.Assigned wire)
    {
        Certificate certificate = ConsensusCodec.Read(wire.Certificate);
        return new PoolEvent.Assigned(certificate.Slot, BatchCodec.Read(wire.Batch), certificate);
    }

    internal static Raw.Running Write(PoolEvent.Running running)
    {
        Raw.Running wire = new() { Author = MembershipCodec.Write(running.Author) };
        ColumnsOf(wire).Write(running.Runs, run => (run.Activity, run.Attempt));
        wire.State.AddRange(running.Runs.Select(run => ModelCodec.Encode(run.State)));
        return wire;
    }

    internal static PoolEvent.Running Read(Raw.Running wire)
    {
        (ActivityId Activity, Attempt Attempt)[] lines = ColumnsOf(wire).Read();
        Checked.Columns(lines.Length, wire.State.Count);
        RunReport[] runs = new RunReport[lines.Length];
        for (int i = 0; i < runs.Length; i++)
        {
            ActivityState state = ModelCodec.Decode(wire.State[i]);
            runs[i] = state.IsOpen()
                ? new RunReport(lines[i].Activity, lines[i].Attempt, state)
                : throw new FormatException($"a run does not report {state}");
        }

        return new PoolEvent.Running(MembershipCodec.Read(wire.Author), runs);
    }

    internal static Raw.Finished Write(PoolEvent.Finished finished)
    {
        Raw.Finished wire = new() { Author = MembershipCodec.Write(finished.Author) };
        Dictionary<CampaignId, int> places = [];
        foreach (RunResult run in finished.Runs)
        {
            wire.Runs.Add(new Raw.Run
            {
                Campaign = ActivityColumns.PlaceOf(run.Activity.Campaign, places, wire.Campaigns),
                Index = run.Activity.Index,
                Attempt = run.Attempt.Number,
                Outcome = OutcomeCodec.Encode(run.Outcome),
            });
        }

        return wire;
    }

    internal static PoolEvent.Finished Read(Raw.Finished wire)
    {
        CampaignId[] campaigns = ActivityColumns.ReadTable(wire.Campaigns);
        RunResult[] runs = [.. wire.Runs.Select(run => Read(run, campaigns))];
        return new PoolEvent.Finished(MembershipCodec.Read(wire.Author), runs);
    }

    private static RunResult Read(Raw.Run run, CampaignId[] campaigns)
    {
        ActivityId activity = new(
            ActivityColumns.At(campaigns, run.Campaign), Checked.Count(run.Index, "an activity's index"));
        return new RunResult(activity, Checked.Attempt(run.Attempt), OutcomeCodec.Decode(run.Outcome));
    }

    private static ActivityColumns ColumnsOf(Raw.Running wire) =>
        new(wire.Campaigns, wire.Campaign, wire.Index, wire.Attempt);
}
