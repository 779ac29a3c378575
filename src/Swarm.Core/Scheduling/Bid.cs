namespace Swarm.Core.Scheduling;

/// <summary>
/// An agent's word to a bucket's proposer: how much more work it would take, and what each activity would cost there.
/// A later bid replaces an earlier one; what was ready at its basis and is not in it, the bidder declines.
/// </summary>
/// <param name="Epoch">The epoch in which it holds.</param>
/// <param name="Bucket">The bucket it is about.</param>
/// <param name="Number">Counts the bids of one incarnation; the highest holds.</param>
/// <param name="Basis">The sequence up to which the bidder had folded the log.</param>
/// <param name="BudgetMilliCores">How much more work it takes now, in thousandths of a core.</param>
/// <param name="WaitMicros">How long an activity would wait there before it begins, in microseconds.</param>
/// <param name="Lanes">How many single-core activities run there side by side.</param>
/// <param name="Items">The activities it would run, with their terms.</param>
public sealed record Bid(
    long Epoch,
    int Bucket,
    long Number,
    ulong Basis,
    int BudgetMilliCores,
    long WaitMicros,
    int Lanes,
    IReadOnlyList<BidItem> Items);
