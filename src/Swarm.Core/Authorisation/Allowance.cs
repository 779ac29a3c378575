namespace Swarm.Core.Authorisation;

/// <summary>
/// What an agent does for whom. What no rule allows is not allowed. It is told with all else that the agent offers, so
/// that everybody knows what it would refuse; what counts is what the agent itself finds.
/// </summary>
/// <param name="Rules">The rules; one that allows is enough.</param>
public sealed record Allowance(IReadOnlyList<AllowRule> Rules)
{
    /// <summary>For those who founded the swarm, and nobody else: what an agent does that says nothing.</summary>
    public static Allowance Founders { get; } = new([new([$"{AllowRule.GroupMark}{CampaignOwner.Founders}"])]);

    /// <summary>For everybody.</summary>
    public static Allowance Everybody { get; } = new([new([AllowRule.Anybody])]);

    /// <summary>Whether an owner's activity is run; asked often, so it costs no words.</summary>
    public bool Allows(CampaignOwner owner, ActivitySpec activity)
    {
        foreach (AllowRule rule in Rules)
        {
            if (rule.IsFor(owner) && rule.WhyNot(activity) is null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Why an agent of this name does not run an owner's activity, for people; null when it does.</summary>
    public string? WhyNot(AgentId agent, CampaignOwner owner, ActivitySpec activity)
    {
        List<string>? reasons = null;
        foreach (AllowRule rule in Rules)
        {
            if (rule.IsFor(owner))
            {
                if (rule.WhyNot(activity) is not { } reason)
                {
                    return null;
                }

                (reasons ??= []).Add(reason);
            }
        }

        return reasons is null ? Nobody(agent, owner)
            : $"its 'allow' gives {owner} {string.Join("; or ", reasons.Distinct(StringComparer.Ordinal))}";
    }

    /// <summary>Why an agent of this name does not give an owner a path below its root; null when it does.</summary>
    public string? WhyNotRead(AgentId agent, CampaignOwner owner, string path)
    {
        AllowRule[] rules = [.. Rules.Where(rule => rule.IsFor(owner))];
        return rules.Length == 0 ? Nobody(agent, owner)
            : rules.Any(rule => rule.MayRead(path)) ? null
            : $"'{Printable.Of(path, 100)}' on {agent} is in none of the folders that its 'allow' lets {owner} read";
    }

    /// <summary>How much of an owner's outputs may be kept together, in bytes; null when that is not limited.</summary>
    public long? KeptBytesOf(CampaignOwner owner)
    {
        long most = 0;
        foreach (AllowRule rule in Rules)
        {
            if (rule.IsFor(owner))
            {
                if (rule.KeptBytes == 0)
                {
                    return null;
                }

                most = Math.Max(most, rule.KeptBytes);
            }
        }

        return most > 0 ? most : null;
    }

    private static string Nobody(AgentId agent, CampaignOwner owner) =>
        $"the 'allow' of {agent} names neither {owner} nor a group of theirs";
}
