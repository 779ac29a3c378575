namespace Swarm.Agent.Control;

/// <summary>Those who answer the control contract, each for its own nouns.</summary>
/// <param name="Campaigns">Answers for campaigns.</param>
/// <param name="Activities">Answers for activities.</param>
/// <param name="Data">Answers for contents.</param>
/// <param name="Agents">Answers for this agent and the list of all.</param>
/// <param name="Members">Puts other agents out and lets them in again.</param>
internal sealed record ControlCalls(
    CampaignCalls Campaigns, ActivityCalls Activities, DataCalls Data, AgentCalls Agents, MemberCalls Members);
