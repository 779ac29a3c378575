using Swarm.Core;

namespace Swarm.Simulation.Rooms;

/// <summary>
/// Whoever wants the work done: submits campaigns until the log has them, sometimes cancels one, and has one that did
/// not end well tried again.
/// </summary>
/// <param name="world">The swarm.</param>
/// <param name="rng">Its whims.</param>
/// <param name="isSteady">Whether it has none.</param>
internal sealed class SimUser(SimWorld world, Rng rng, bool isSteady)
{
    private const long PatienceMicros = 500_000;

    private readonly Dictionary<CampaignId, ActivityState> _states = [];
    private readonly HashSet<CampaignId> _ended = [];
    private readonly HashSet<CampaignId> _retried = [];
    private readonly HashSet<CampaignId> _reopened = [];
    private int _wishes;

    /// <summary>How many campaigns ended and stay ended.</summary>
    internal int Ended => _states.Values.Count(state => state.IsFinal());

    /// <summary>How many campaigns were accepted.</summary>
    internal int Accepted => _states.Count;

    /// <summary>How many campaigns ended with everything done.</summary>
    internal int Completed => _states.Values.Count(state => state == ActivityState.Completed);

    /// <summary>Whether it has nothing more to ask for.</summary>
    internal bool IsContent => _wishes == 0;

    /// <summary>Plans a campaign.</summary>
    internal void Plan(PoolEvent.CampaignSubmitted campaign, long atMicros)
    {
        CampaignId id = campaign.Graph.Id;
        Wish(atMicros, campaign, () => _states.ContainsKey(id));
        if (rng.Below(8) == 0 && !isSteady)
        {
            Wish(
                atMicros + 1_000_000 + rng.Below(5_000_000),
                new PoolEvent.CampaignCanceled(id, "no longer wanted"),
                () => _ended.Contains(id));
        }
    }

    /// <summary>Sees how a campaign stands.</summary>
    internal void OnChanged(CampaignId campaign, ActivityState state)
    {
        _states[campaign] = state;
        if (!state.IsFinal())
        {
            if (_ended.Contains(campaign))
            {
                _reopened.Add(campaign);
            }

            return;
        }

        _ended.Add(campaign);
        if (state != ActivityState.Completed && !isSteady && rng.Below(2) == 0 && _retried.Add(campaign))
        {
            Wish(
                rng.Below(3_000_000), new PoolEvent.CampaignRetried(campaign, []), () => _reopened.Contains(campaign));
        }
    }

    // Asked for again until it is so: an answer may have been lost, and the agent asked may be gone.
    private void Wish(long inMicros, PoolEvent wish, Func<bool> isMet)
    {
        _wishes++;
        world.Clock.After(inMicros, () => Ask(wish, isMet));
    }

    private void Ask(PoolEvent wish, Func<bool> isMet)
    {
        if (isMet())
        {
            _wishes--;
            return;
        }

        SimAgent[] up = [.. world.Agents.Where(agent => agent.IsUp && agent.Process!.Self != default)];
        if (up.Length > 0)
        {
            world.Pool.Append(up[rng.Below(up.Length)], wish, _ => { });
        }

        world.Clock.After(PatienceMicros, () => Ask(wish, isMet));
    }
}
