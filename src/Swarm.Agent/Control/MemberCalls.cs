using Swarm.Core;
using V1 = Swarm.Protocol.V1;

namespace Swarm.Agent.Control;

/// <summary>Does what the operator at this agent wants with other agents: entries that every agent folds.</summary>
internal sealed class MemberCalls(ControlParts parts, CampaignDoor door)
{
    private const int MaxReason = 500;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    internal async Task<V1.EvictReply> EvictAsync(V1.EvictRequest request, CancellationToken cancellationToken)
    {
        AgentId agent = await FindAsync(request.Agent, cancellationToken);
        if (agent == parts.Facts.Agent)
        {
            throw new SwarmException(
                ErrorCode.PeerRefused, $"agent {agent} does not evict itself: use 'swarm agent stop'");
        }

        string reason = request.Reason.Length > 0 ? Printable.Of(request.Reason, MaxReason) : "evicted by an operator";
        await door.AppendAsync(new PoolEvent.MemberEvicted(agent, reason), cancellationToken);
        await WhenAsync(
            reading => reading.WhyEvicted(agent) is not null, $"agent {agent} was not evicted", cancellationToken);
        return new V1.EvictReply { Agent = agent.Text };
    }

    internal async Task<V1.PardonReply> PardonAsync(V1.PardonRequest request, CancellationToken cancellationToken)
    {
        AgentId agent = await FindAsync(request.Agent, cancellationToken);
        bool needed = await parts.Loop.AskAsync((core, _) => IsShut(core.Reading, agent), cancellationToken);
        if (!needed)
        {
            throw new SwarmException(ErrorCode.PeerRefused, $"agent {agent} is neither barred nor evicted");
        }

        await door.AppendAsync(new PoolEvent.MemberCleared(agent), cancellationToken);
        await WhenAsync(reading => !IsShut(reading, agent), $"agent {agent} was not cleared", cancellationToken);
        return new V1.PardonReply { Agent = agent.Text };
    }

    private static bool IsShut(CoreReading reading, AgentId agent) =>
        reading.IsBarred(agent) || reading.WhyEvicted(agent) is not null;

    private async Task<AgentId> FindAsync(string name, CancellationToken cancellationToken)
    {
        bool known = AgentId.TryParse(name, out AgentId agent)
            && await parts.Loop.AskAsync((core, _) => core.Reading.Knows(agent), cancellationToken);
        return known
            ? agent
            : throw new SwarmException(
                ErrorCode.BadReference,
                $"there is no agent '{Printable.Of(name, 60)}' in this swarm; 'swarm agent list' shows them");
    }

    // The entry was stored; what it says counts once it was read, if it stands.
    private async Task WhenAsync(
        Func<CoreReading, bool> condition, string otherwise, CancellationToken cancellationToken)
    {
        long began = parts.Time.GetTimestamp();
        while (!await parts.Loop.AskAsync((core, _) => condition(core.Reading), cancellationToken))
        {
            if (parts.Time.GetElapsedTime(began) > s_limit)
            {
                throw new SwarmException(
                    ErrorCode.PeerRefused,
                    $"{otherwise}: the others do not take it from agent {parts.Facts.Agent}, which is barred or no "
                    + "member; ask another agent");
            }

            await Task.Delay(s_pause, parts.Time, cancellationToken);
        }
    }
}
