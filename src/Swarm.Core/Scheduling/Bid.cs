namespace Swarm.Core.Scheduling;

/// <summary>
/// An agent's word to a bucket's proposer: how much more work it would take, and what each activity would cost there.
/// A later bid replaces an earlier one.
/// </summary>
/// <param name="Epoch">The epoch in which it holds.</param>
/// <param name="Bucket">The bucket it is about.</param>
/// <param name="Number">Counts the bids of one incarnation; the highest holds.</param>
/// <param name="Basis">The sequence up to which the bidder had folded the log.</param>
/// <param name="Budget">How many more activities it takes now.</param>
/// <param name="WaitMicros">How long an activity would wait there before it begins.</param>
/// <param name="Lanes">How many single-core activities run there side by side.</param>
/// <param name="Items">The activities it knows to be ready, with their terms; a declined one is left out.</param>
/// <param name="Seen">How many ready activities it looked at, in the common order: those it left out, it declines.</param>
public sealed record Bid(
    long Epoch,
    int Bucket,
    long Number,
    ulong Basis,
    int Budget,
    long WaitMicros,
    int Lanes,
    IReadOnlyList<BidItem> Items,
    int Seen);
