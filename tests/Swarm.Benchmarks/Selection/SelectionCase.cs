using Swarm.Core.Consensus;

namespace Swarm.Benchmarks.Selection;

/// <summary>What is measured.</summary>
/// <param name="Mode">How the committee agrees.</param>
/// <param name="Members">How many agents, all of them in the committee.</param>
/// <param name="Batch">The most activities a decision is about.</param>
/// <param name="IsSigned">Whether signatures are real.</param>
/// <param name="Activities">How many activities there are to give away.</param>
internal sealed record SelectionCase(AgreementMode Mode, int Members, int Batch, bool IsSigned, int Activities)
{
    internal string Name => $"{Mode switch
    {
        AgreementMode.AllToAll => "all",
        AgreementMode.Collector => "collector",
        _ => "single",
    }}{Members}.{(IsSigned ? "" : "unsigned.")}batch{Batch}";
}
