namespace Swarm.Benchmarks.Selection;

/// <summary>What one run of a campaign showed, and the loop of nothing but cryptography before it.</summary>
/// <param name="Rate">Decisions a second.</param>
/// <param name="CpuMicros">Processor time of the whole process for a decision.</param>
/// <param name="MessagesPerActivity">Messages sent for an activity.</param>
/// <param name="ActivitiesPerDecision">Activities a decision was about, on average.</param>
/// <param name="CryptoRate">Decisions a second of the cryptography alone.</param>
/// <param name="CryptoCpuMicros">Processor time of the cryptography alone for a decision.</param>
internal sealed record SelectionLeg(
    double Rate,
    double CpuMicros,
    double MessagesPerActivity,
    double ActivitiesPerDecision,
    double CryptoRate,
    double CryptoCpuMicros);
