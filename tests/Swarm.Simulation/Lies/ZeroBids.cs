using Swarm.Core;
using Swarm.Core.Scheduling;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Lies;

/// <summary>Everything costs nothing here, and there is room for all of it.</summary>
internal sealed class ZeroBids : ILie
{
    private const int MuchMilliCores = 64_000;

    /// <inheritdoc/>
    public IEnumerable<Effect.Send> Tell(SimProcess liar, Effect.Send word)
    {
        yield return word.Message is PeerMessage.BidMade made
            ? word with { Message = new PeerMessage.BidMade(Embellish(made.Bid)) }
            : word;
    }

    private static Bid Embellish(Bid bid) => bid with
    {
        BudgetMilliCores = MuchMilliCores,
        WaitMicros = 0,
        Lanes = 64,
        Items = [.. bid.Items.Select(item => item with { MoveMicros = 0, RunMicros = 0 })],
    };
}
