namespace Swarm.Core.Membership;

/// <summary>
/// Who is in the swarm, agreed and numbered. Every vote counts in exactly one view, and views follow one another in
/// the log, so two halves of a partition never count themselves a quorum.
/// </summary>
/// <param name="Epoch">Its number: 1 for the founder's, then one more each time.</param>
/// <param name="Members">The members, in order of their names.</param>
/// <param name="Barred">Those members that have no seat in its committees, in order of their names.</param>
/// <param name="BucketBits">How many leading bits of an activity's hash name its bucket.</param>
public sealed record MemberView(
    long Epoch, IReadOnlyList<Member> Members, IReadOnlyList<AgentId> Barred, int BucketBits)
{
    private const int MaxBucketBits = 6;

    /// <summary>No view yet: what an agent believes before it has read the log.</summary>
    public static MemberView None { get; } = new(0, [], [], 0);

    /// <summary>How many buckets there are.</summary>
    public int Buckets => 1 << BucketBits;

    /// <summary>Makes a view with its members in order and as many buckets as fit their number.</summary>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="members">Its members.</param>
    /// <param name="barred">Who was shown to lie, members or not.</param>
    public static MemberView Of(long epoch, IEnumerable<Member> members, IEnumerable<AgentId> barred)
    {
        Member[] sorted = [.. members.OrderBy(member => member.Agent)];
        int bits = 0;
        while (bits < MaxBucketBits && 1 << (bits + 1) <= sorted.Length / 4)
        {
            bits++;
        }

        AgentId[] without = [.. barred.Where(agent => sorted.Any(member => member.Agent == agent)).Order()];
        return new MemberView(epoch, sorted, without, bits);
    }

    /// <summary>The member of this name, or null.</summary>
    public Member? Find(AgentId agent)
    {
        int low = 0;
        int high = Members.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = Members[middle].Agent.CompareTo(agent);
            if (order == 0)
            {
                return Members[middle];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    /// <summary>Those who may sit in committees: all who are not barred; if everybody is, everybody.</summary>
    public IEnumerable<Member> Seated =>
        Barred.Count == Members.Count ? Members : Members.Where(member => !Barred.Contains(member.Agent));

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

        bytes.Add(Barred.Count);
        foreach (AgentId agent in Barred)
        {
            bytes.Add(agent.Text);
        }

        return bytes.Digest();
    }
}
