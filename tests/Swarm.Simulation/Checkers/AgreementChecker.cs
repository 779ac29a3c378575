using Swarm.Core;
using Swarm.Core.Consensus;

namespace Swarm.Simulation.Checkers;

/// <summary>
/// No slot has certificates for two batches, unless one vote is enough: then the log tells which of them stands.
/// </summary>
internal sealed class AgreementChecker(AgreementMode mode)
{
    private readonly Dictionary<Slot, Digest> _decided = [];

    /// <summary>Looks at an entry; the answer is what is wrong, or null.</summary>
    internal string? Check(PoolEvent entry)
    {
        if (entry is not PoolEvent.Assigned assigned || mode == AgreementMode.SingleVote)
        {
            return null;
        }

        Digest batch = assigned.Certificate.Batch;
        return _decided.TryAdd(assigned.Slot, batch) || _decided[assigned.Slot] == batch
            ? null : $"slot {assigned.Slot} was decided two ways";
    }
}
