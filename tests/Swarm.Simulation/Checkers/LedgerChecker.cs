using Swarm.Core;
using Swarm.Simulation.Rooms;

namespace Swarm.Simulation.Checkers;

/// <summary>
/// Equal prefixes of the log give equal states: each entry changes the same at every process that folds it, and now
/// and then all that a process believes of the log is compared.
/// </summary>
internal sealed class LedgerChecker
{
    private const ulong EveryEntries = 16;

    private readonly List<List<AgentEvent>> _news = [];
    private readonly Dictionary<ulong, ulong> _digests = [];
    private readonly Dictionary<CampaignId, long> _told = [];

    /// <summary>Whether nobody has folded this entry before.</summary>
    internal bool IsFirst(ulong sequence) => sequence > (ulong)_news.Count;

    /// <summary>Whether nobody has told this change of a campaign before.</summary>
    internal bool IsNews(CampaignChange change)
    {
        bool isNews = change.Number > _told.GetValueOrDefault(change.Campaign);
        _told[change.Campaign] = Math.Max(change.Number, _told.GetValueOrDefault(change.Campaign));
        return isNews;
    }

    /// <summary>Looks at what an entry changed in a process.</summary>
    internal string? Check(SimProcess process, ulong sequence, List<AgentEvent> news)
    {
        if (IsFirst(sequence))
        {
            _news.Add(news);
        }
        else if (Difference(_news[(int)sequence - 1], news) is { } difference)
        {
            return $"entry {sequence} is folded otherwise by {process.Agent.Id}: {difference}";
        }

        if (sequence % EveryEntries != 0)
        {
            return null;
        }

        ulong digest = FoldDigest.Of(process.Core.Reading);
        return _digests.TryAdd(sequence, digest) || _digests[sequence] == digest
            ? null : $"after entry {sequence} {process.Agent.Id} believes something else than others did";
    }

    private static string? Difference(List<AgentEvent> known, List<AgentEvent> news)
    {
        for (int i = 0; i < Math.Max(known.Count, news.Count); i++)
        {
            if (i >= known.Count || i >= news.Count || !IsSame(known[i], news[i]))
            {
                object there = i < known.Count ? known[i] : "nothing";
                object here = i < news.Count ? news[i] : "nothing";
                return $"{there} there, {here} here";
            }
        }

        return null;
    }

    private static bool IsSame(AgentEvent one, AgentEvent other) =>
        one is AgentEvent.ViewChanged { View: { } view } && other is AgentEvent.ViewChanged { View: { } another }
            ? view.Epoch == another.Epoch && view.BucketBits == another.BucketBits
                && view.Members.SequenceEqual(another.Members)
            : one.Equals(other);
}
