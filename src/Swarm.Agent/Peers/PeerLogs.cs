using Swarm.Protocol.V1;

namespace Swarm.Agent.Peers;

/// <summary>Translates questions about what programs said.</summary>
internal static class PeerLogs
{
    /// <summary>Writes a question.</summary>
    internal static PeerLogsRequest Write(PeerLogQuery query) => new()
    {
        CampaignId = query.Activity.Campaign.Text,
        Activity = query.Activity.Index,
        Attempt = query.Attempt?.Number ?? 0,
        Follow = query.Follow,
        TailLines = query.TailLines,
    };

    /// <summary>Reads a question.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    internal static PeerLogQuery Read(PeerLogsRequest request)
    {
        if (request.Activity < 0 || request.Attempt < 0 || request.TailLines < 0)
        {
            throw new FormatException("a question about a program has a negative number");
        }

        return new PeerLogQuery(
            new ActivityId(CampaignId.Parse(request.CampaignId), request.Activity),
            request.Attempt == 0 ? null : new Attempt(request.Attempt),
            request.Follow,
            request.TailLines);
    }
}
