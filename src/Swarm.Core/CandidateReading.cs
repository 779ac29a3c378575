namespace Swarm.Core;

/// <summary>What an activity would cost at one agent. Times are expected, in microseconds.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Refusal">Why it cannot run it; empty when it can.</param>
/// <param name="WaitMicros">How long it would wait there before it begins.</param>
/// <param name="MoveBytes">How much would have to be moved there; known for the asked agent itself.</param>
/// <param name="MoveMicros">How long that takes.</param>
/// <param name="RunMicros">How long it would run there.</param>
public sealed record CandidateReading(
    AgentId Agent, string Refusal, long WaitMicros, long MoveBytes, long MoveMicros, long RunMicros)
{
    /// <summary>The sum, by which agents are ranked.</summary>
    public long TotalMicros => WaitMicros + MoveMicros + RunMicros;
}
