using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Wire;

/// <summary>
/// Translates batches. The order of the lines is kept, for it is voted on; campaigns and winners stand once.
/// </summary>
internal static class BatchCodec
{
    internal static V1.Batch Write(Batch batch)
    {
        V1.Batch wire = new();
        ColumnsOf(wire).Write(batch.Items, item => (item.Activity, item.Attempt));
        Dictionary<MemberKey, int> places = [];
        foreach (BatchItem item in batch.Items)
        {
            wire.Winner.Add(item.IsRevocation ? 0 : PlaceOf(item.Winner, places, wire) + 1);
        }

        return wire;
    }

    internal static Batch Read(V1.Batch? wire)
    {
        V1.Batch batch = Checked.Present(wire, "a batch");
        if (batch.Index.Count > Batch.MaxItems)
        {
            throw new FormatException($"a batch has {batch.Index.Count} lines; {Batch.MaxItems} are allowed");
        }

        (ActivityId Activity, Attempt Attempt)[] lines = ColumnsOf(batch).Read();
        Checked.Columns(lines.Length, batch.Winner.Count);
        MemberKey[] winners = [.. batch.Winners.Select(MembershipCodec.Read)];
        BatchItem[] items = new BatchItem[lines.Length];
        for (int i = 0; i < items.Length; i++)
        {
            MemberKey winner = batch.Winner[i] == 0 ? default : ActivityColumns.At(winners, batch.Winner[i] - 1);
            items[i] = new BatchItem(lines[i].Activity, lines[i].Attempt, winner);
        }

        return new Batch(items);
    }

    private static ActivityColumns ColumnsOf(V1.Batch wire) =>
        new(wire.Campaigns, wire.Campaign, wire.Index, wire.Attempt);

    private static int PlaceOf(MemberKey winner, Dictionary<MemberKey, int> places, V1.Batch wire)
    {
        if (!places.TryGetValue(winner, out int place))
        {
            place = places.Count;
            places.Add(winner, place);
            wire.Winners.Add(MembershipCodec.Write(winner));
        }

        return place;
    }
}
