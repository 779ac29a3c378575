using Swarm.Core;
using Swarm.Core.Authorisation;

namespace Swarm.Agent.Control;

/// <summary>Lets a campaign's owner and operators through, and refuses everybody else in words.</summary>
internal static class Right
{
    /// <summary>Whether somebody may do with a campaign what its owner may.</summary>
    internal static bool Has(CampaignOwner caller, CampaignReading campaign) =>
        Rights.WhyNot(caller, campaign.Owner, "") is null;

    /// <summary>Demands it.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="campaign">The campaign.</param>
    /// <param name="deed">What is wanted, as in <c>cancel it</c>.</param>
    /// <exception cref="SwarmException">It is not so; the message says whose it is.</exception>
    internal static void Require(CampaignOwner caller, CampaignReading campaign, string deed)
    {
        if (Rights.WhyNot(caller, campaign.Owner, deed) is { } refusal)
        {
            throw new SwarmException(ErrorCode.NotAllowed, refusal);
        }
    }
}
