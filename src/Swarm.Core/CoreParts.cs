using Swarm.Core.Authorisation;
using Swarm.Core.Consensus;
using Swarm.Core.Membership;
using Swarm.Core.Runs;
using Swarm.Core.Scheduling;

namespace Swarm.Core;

/// <summary>The parts of a core that those who ask may look into.</summary>
/// <param name="Fold">What the log says.</param>
/// <param name="Detector">Who is heard.</param>
/// <param name="Runs">What this agent runs.</param>
/// <param name="Consensus">What is being decided.</param>
/// <param name="Costs">What things would cost here.</param>
/// <param name="Market">What others bid.</param>
/// <param name="Signs">What time it is in the log.</param>
/// <param name="Permit">What this agent runs for whom.</param>
internal sealed record CoreParts(
    LogFold Fold,
    FailureDetector Detector,
    RunBook Runs,
    ConsensusReplica Consensus,
    CostModel Costs,
    Marketplace Market,
    LifeSigns Signs,
    WorkPermit Permit);
