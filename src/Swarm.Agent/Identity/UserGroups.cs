using Swarm.Core.Authorisation;

namespace Swarm.Agent.Identity;

/// <summary>The groups of users that mean something by themselves.</summary>
public static class UserGroups
{
    /// <summary>Those who founded the swarm: agents that say nothing else run their campaigns alone.</summary>
    public const string Founders = CampaignOwner.Founders;

    /// <summary>Those who may end, retry and read what others own.</summary>
    public const string Operators = CampaignOwner.Operators;
}
