namespace Swarm.Core.Authorisation;

/// <summary>What may be done with a campaign that is there: its owner may all, and so may an operator.</summary>
public static class Rights
{
    /// <summary>Why somebody may not do something with a campaign, for people; null when they may.</summary>
    /// <param name="caller">Who wants it.</param>
    /// <param name="owner">Whose campaign it is.</param>
    /// <param name="deed">What is wanted, as in <c>cancel it</c>.</param>
    public static string? WhyNot(CampaignOwner caller, CampaignOwner owner, string deed)
    {
        if (caller.Doubt is null && caller.IsSomebody
            && (caller.Name == owner.Name || caller.IsOf(CampaignOwner.Operators)))
        {
            return null;
        }

        string who = caller.Doubt is { } doubt ? $"who asks is not known ({doubt})"
            : caller.IsSomebody ? $"you are {caller}"
            : "nobody signed what you ask: get a certificate with 'swarm ca user' and ask with that";
        return $"the campaign is of {owner}, and only its owner or a user of the group "
            + $"'{CampaignOwner.Operators}' may {deed}; {who}";
    }
}
