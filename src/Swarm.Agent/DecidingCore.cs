using Swarm.Core;

namespace Swarm.Agent;

/// <summary>What the loop steps, and what it writes into while it does.</summary>
/// <param name="Core">Decides.</param>
/// <param name="Recorder">Records what it decides from; null when nobody wants that.</param>
internal sealed record DecidingCore(AgentCore Core, InputRecorder? Recorder);
