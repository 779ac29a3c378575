namespace Swarm.Core.Consensus;

/// <summary>What one round decides: many assignments under one set of votes.</summary>
/// <param name="Items">The lines, in the proposer's order. It may be empty.</param>
public sealed record Batch(IReadOnlyList<BatchItem> Items)
{
    /// <summary>The most lines a batch may have.</summary>
    public const int MaxItems = 512;

    /// <summary>
    /// The digest that is voted on; it names the swarm and the slot too, so a vote fits nowhere else.
    /// </summary>
    public Digest DigestIn(Digest swarm, Slot slot)
    {
        CanonicalBytes bytes = new("swarm batch");
        bytes.Add(swarm).Add(slot.Epoch).Add(slot.Bucket).Add(slot.Number).Add(Items.Count);
        foreach (BatchItem item in Items)
        {
            bytes.Add(item.Activity.Campaign.Text).Add(item.Activity.Index).Add(item.Attempt.Number).Add(item.Winner);
        }

        return bytes.Digest();
    }
}
