using Swarm.Core.Membership;
using Swarm.Core.Scheduling;

namespace Swarm.Core.Fabric;

/// <summary>
/// What this agent's runs need: the need goes out to everybody, holders answer, and the best offers go to the hand
/// that fetches. Asked again a few times, because a holder may be slow or the message lost.
/// </summary>
internal sealed class NeedTable(CoreSettings settings, LogFold fold, FailureDetector detector, LinkTable links)
{
    private readonly SortedDictionary<long, Open> _open = [];

    /// <summary>Asks everybody.</summary>
    internal void Want(DataNeed need, AgentId self, Instant now, Outbox outbox)
    {
        Open open = new(need) { AskedAt = now };
        _open[need.Number] = open;
        Ask(open, self, outbox);
        Decide(open, self, now, outbox);
    }

    /// <summary>Hears an answer.</summary>
    internal void OnOffered(AgentId from, PeerMessage.Offered offered, AgentId self, Instant now, Outbox outbox)
    {
        if (_open.TryGetValue(offered.Number, out Open? open))
        {
            open.Answers[from] = offered.Offer is { } offer && offer.Holder == from ? offer : null;
            Decide(open, self, now, outbox);
        }
    }

    /// <summary>Asks again, or gives up.</summary>
    internal void OnTick(AgentId self, Instant now, Outbox outbox)
    {
        foreach (Open open in _open.Values.ToArray())
        {
            if (now.Since(open.AskedAt) < settings.OfferWaitMicros)
            {
                continue;
            }

            if (open.Answers.Values.Any(offer => offer is not null) || open.Rounds >= settings.OfferRounds)
            {
                Fetch(open, outbox);
                continue;
            }

            open.Rounds++;
            open.AskedAt = now;
            Ask(open, self, outbox);
        }
    }

    private void Ask(Open open, AgentId self, Outbox outbox)
    {
        foreach (Member member in fold.View.Members.Where(member => member.Agent != self))
        {
            outbox.Send(member.Agent, new PeerMessage.Needed(open.Need));
        }
    }

    // When everybody who is heard has answered there is nothing to wait for.
    private void Decide(Open open, AgentId self, Instant now, Outbox outbox)
    {
        bool all = fold.View.Members.All(member =>
            member.Agent == self || open.Answers.ContainsKey(member.Agent) || detector.IsLost(member.Agent, now));
        bool any = open.Answers.Values.Any(offer => offer is not null);
        if (all && (any || open.Rounds >= settings.OfferRounds - 1))
        {
            Fetch(open, outbox);
        }
    }

    private void Fetch(Open open, Outbox outbox)
    {
        _open.Remove(open.Need.Number);
        DataOffer[] ranked =
        [
            .. open.Answers.Values.OfType<DataOffer>()
                .OrderBy(offer => links.MicrosFor(offer.Holder, offer.SizeBytes) * (1 + offer.ActiveTransfers))
                .ThenBy(offer => offer.Holder),
        ];
        outbox.Add(new Effect.Fetch(open.Need.Number, ranked));
    }

    /// <summary>A need that is not met yet.</summary>
    private sealed class Open(DataNeed need)
    {
        internal DataNeed Need { get; } = need;

        internal SortedDictionary<AgentId, DataOffer?> Answers { get; } = [];

        internal Instant AskedAt { get; set; }

        internal int Rounds { get; set; }
    }
}
