using Swarm.Core.Scheduling;
using Raw = Swarm.Protocol.V1.PeerEnvelope.Types;

namespace Swarm.Agent.Wire;

/// <summary>Translates bids.</summary>
internal static class BidCodec
{
    internal static Raw.Bid Write(Bid bid)
    {
        Raw.Bid wire = new()
        {
            Epoch = bid.Epoch,
            Bucket = bid.Bucket,
            Number = bid.Number,
            Basis = bid.Basis,
            BudgetMilliCores = bid.BudgetMilliCores,
            WaitMicros = bid.WaitMicros,
            Lanes = bid.Lanes,
        };
        ColumnsOf(wire).Write(bid.Items, item => (item.Activity, item.Attempt));
        wire.MoveMicros.AddRange(bid.Items.Select(item => item.MoveMicros));
        wire.RunMicros.AddRange(bid.Items.Select(item => item.RunMicros));
        return wire;
    }

    internal static Bid Read(Raw.Bid wire) => new(
        Checked.Count(wire.Epoch, "an epoch"),
        Checked.Count(wire.Bucket, "a bucket"),
        Checked.Count(wire.Number, "a bid's number"),
        wire.Basis,
        wire.BudgetMilliCores,
        Checked.Count(wire.WaitMicros, "a bid's wait"),
        Checked.Count(wire.Lanes, "a bid's number of lanes"),
        ReadItems(wire));

    private static BidItem[] ReadItems(Raw.Bid wire)
    {
        (ActivityId Activity, Attempt Attempt)[] lines = ColumnsOf(wire).Read();
        Checked.Columns(lines.Length, wire.MoveMicros.Count, wire.RunMicros.Count);
        BidItem[] items = new BidItem[lines.Length];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = new BidItem(
                lines[i].Activity,
                lines[i].Attempt,
                Checked.Count(wire.MoveMicros[i], "a time to move"),
                Checked.Count(wire.RunMicros[i], "a time to run"));
        }

        return items;
    }

    private static ActivityColumns ColumnsOf(Raw.Bid wire) =>
        new(wire.Campaigns, wire.Campaign, wire.Index, wire.Attempt);
}
