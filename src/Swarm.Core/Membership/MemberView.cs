namespace Swarm.Core.Membership;

/// <summary>
/// Who is in the swarm, agreed and numbered. Every vote counts in exactly one view, and views follow one another in
/// the log, so two halves of a partition never count themselves a quorum.
/// </summary>
/// <param name="Epoch">Its number: 1 for the founder's, then one more each time.</param>
/// <param name="Members">The members, in order of their names.</param>
/// <param name="BucketBits">How many leading bits of an activity's hash name its bucket.</param>
public sealed record MemberView(long Epoch, IReadOnlyList<Member> Members, int BucketBits)
{
    private const int MaxBucketBits = 6;

    /// <summary>No view yet: what an agent believes before it has read the log.</summary>
    public static MemberView None { get; } = new(0, [], 0);

    /// <summary>How many buckets there are.</summary>
    public int Buckets => 1 << BucketBits;

    /// <summary>Makes a view with its members in order and as many buckets as fit their number.</summary>
    public static MemberView Of(long epoch, IEnumerable<Member> members)
    {
        Member[] sorted = [.. members.OrderBy(member => member.Agent)];
        int bits = 0;
        while (bits < MaxBucketBits && 1 << (bits + 1) <= sorted.Length / 4)
        {
            bits++;
        }

        return new MemberView(epoch, sorted, bits);
    }

    /// <summary>The member of this name, or null.</summary>
    public Member? Find(AgentId agent)
    {
        foreach (Member member in Members)
        {
            if (member.Agent == agent)
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>Whether this very incarnation is a member.</summary>
    public bool Has(MemberKey key) => Find(key.Agent)?.Key == key;

    /// <summary>The digest that is voted on when this view is proposed.</summary>
    public Digest DigestIn(Digest swarm)
    {
        CanonicalBytes bytes = new("swarm view");
        bytes.Add(swarm).Add(Epoch).Add(BucketBits).Add(Members.Count);
        foreach (Member member in Members)
        {
            bytes.Add(member.Key).Add(member.PublicKey).Add(member.Endpoint).Add(member.Capabilities);
        }

        return bytes.Digest();
    }
}
