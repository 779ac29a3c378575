using Swarm.Core.Consensus;
using Swarm.Core.Ledger;
using Swarm.Core.Membership;
using Swarm.Core.Runs;
using Swarm.Core.Scheduling;

namespace Swarm.Core;

/// <summary>What an agent believes, for those who ask: status, lists, explanations. It changes nothing.</summary>
public sealed class CoreReading
{
    private readonly LogFold _fold;
    private readonly FailureDetector _detector;
    private readonly RunBook _runs;
    private readonly ConsensusReplica _consensus;
    private readonly CostModel _costs;
    private readonly Marketplace _market;
    private readonly LifeSigns _signs;

    internal CoreReading(CoreParts parts)
    {
        _fold = parts.Fold;
        _detector = parts.Detector;
        _runs = parts.Runs;
        _consensus = parts.Consensus;
        _costs = parts.Costs;
        _market = parts.Market;
        _signs = parts.Signs;
    }

    /// <summary>The name of the swarm; zero before it was founded.</summary>
    public Digest Swarm => _fold.Views.Swarm;

    /// <summary>The view in force.</summary>
    public MemberView View => _fold.View;

    /// <summary>The sequence of the last entry read.</summary>
    public ulong Folded => _fold.Folded;

    /// <summary>The latest time of an entry by the broker's clock, in microseconds since 1970.</summary>
    public long BrokerMicros => _fold.BrokerMicros;

    /// <summary>The broker's time at a moment as far as this agent can tell, in microseconds since 1970.</summary>
    public long EstimateBrokerMicros(Instant now) => _signs.EstimateMicros(now);

    /// <summary>How many rounds decided here.</summary>
    public long Decisions => _consensus.DecidedCount;

    /// <summary>How many silent proposers were replaced.</summary>
    public long RoundTimeouts => _consensus.TimedOut;

    /// <summary>How many runs go on here.</summary>
    public int Running => _runs.Running;

    /// <summary>How many runs wait here.</summary>
    public int Queued => _runs.Queued;

    /// <summary>What the running use together.</summary>
    public Resources Used => _runs.Used;

    /// <summary>The runs held here.</summary>
    public IEnumerable<(ActivityId Activity, Attempt Attempt, ActivityState State, Instant Since)> Runs => _runs.Held;

    /// <summary>Everybody who is in the swarm or asks to be.</summary>
    public IEnumerable<Member> Candidates => _fold.Views.Roster.Candidates;

    /// <summary>Everybody who was in the swarm or asked to be, and is gone.</summary>
    public IEnumerable<Departure> Departures => _fold.Views.Roster.Departures;

    /// <summary>The ids of all campaigns, the newest first.</summary>
    public IReadOnlyList<CampaignId> Campaigns =>
        [
            .. _fold.Ledger.Campaigns
                .OrderByDescending(campaign => campaign.Accepted)
                .Select(campaign => campaign.Graph.Id),
        ];

    /// <summary>For how long a member was silent, in microseconds, and its usual round trip; 0 when unknown.</summary>
    public (long SilentMicros, long RoundTripMicros) Liveness(AgentId agent, Instant now) =>
        (_detector.SilentMicros(agent, now), _detector.RoundTripMicros(agent));

    /// <summary>Whether an agent was shown to lie, and was not cleared since.</summary>
    public bool IsBarred(AgentId agent) => _fold.Views.Bars.Has(agent);

    /// <summary>Why an operator put an agent out; null when none did.</summary>
    public string? WhyEvicted(AgentId agent) => _fold.Views.Bars.WhyEvicted(agent);

    /// <summary>Whether an agent ever asked to join.</summary>
    public bool Knows(AgentId agent) => _fold.Views.Roster.Find(agent) is not null;

    /// <summary>Whether a member was silent for too long.</summary>
    public bool IsSuspected(AgentId agent, Instant now) => _detector.IsLost(agent, now);

    /// <summary>How many attempts a member holds.</summary>
    public int HeldBy(MemberKey member) => _fold.Ledger.Campaigns
        .Where(campaign => !campaign.IsFinal)
        .Sum(campaign => campaign.Activities.Count(record => record.State.IsOpen() && record.Holder == member));

    /// <summary>A campaign, or null.</summary>
    public CampaignReading? Find(CampaignId id) =>
        _fold.Ledger.Find(id) is { } campaign ? new CampaignReading(campaign) : null;

    /// <summary>Says for each member what an activity would cost there, as far as this agent knows.</summary>
    public IReadOnlyList<CandidateReading> Candidacies(CampaignGraph graph, int index, AgentId self)
    {
        ActivitySpec spec = graph.Activities[index];
        CampaignRecord? campaign = _fold.Ledger.Find(graph.Id);
        ActivityId id = new(graph.Id, index);
        int bucket = Spread.Bucket(id, _fold.View);
        List<CandidateReading> candidates = [];
        foreach (Member member in _fold.View.Members)
        {
            string refusal = member.Capabilities.WhyNot(member.Agent, spec) ?? "";
            Bid? bid = _market.BidsIn(bucket).FirstOrDefault(known => known.Bidder == member.Key).Bid;
            BidItem? item = bid?.Items.Where(line => line.Activity == id).Cast<BidItem?>().FirstOrDefault();
            long run = item?.RunMicros ?? _fold.History.Expect(graph, index, member.Capabilities.SpeedPermille);
            bool own = member.Agent == self && campaign is not null;
            long wait = member.Agent == self ? _runs.WaitMicros(default) : bid?.WaitMicros ?? 0;
            long bytes = own ? _costs.MoveBytes(campaign!, index, member.Key) : 0;
            long move = own ? _costs.Terms(campaign!, index, member.Key).MoveMicros : item?.MoveMicros ?? 0;
            candidates.Add(new CandidateReading(member.Agent, refusal, wait, bytes, move, run));
        }

        return
        [
            .. candidates
                .OrderBy(candidate => candidate.Refusal.Length > 0)
                .ThenBy(candidate => candidate.TotalMicros),
        ];
    }

    /// <summary>Says why an activity stands where it stands, in sentences.</summary>
    public IReadOnlyList<string> Explain(CampaignId id, int index, Instant now)
    {
        CampaignRecord campaign = _fold.Ledger.Find(id)!;
        ActivityRecord record = campaign.Activities[index];
        return record.State switch
        {
            ActivityState.Created => [.. Blockers(campaign, index)],
            ActivityState.Queued => [.. Unplaced(campaign, index, now)],
            ActivityState.Assigned =>
                [$"{record.Holder.Agent} was chosen for attempt {record.Attempt} and has not reported that it began"],
            ActivityState.StagingIn => [$"{record.Holder.Agent} fetches its inputs"],
            ActivityState.Running => [$"it runs on {record.Holder.Agent} as attempt {record.Attempt}"],
            ActivityState.Completed => [$"it was completed by {record.Holder.Agent} in attempt {record.Attempt}"],
            _ => [$"it is {record.State.ToString().ToLowerInvariant()}"],
        };
    }

    private static IEnumerable<string> Blockers(CampaignRecord campaign, int index)
    {
        foreach (int parent in campaign.Graph.Parents(index).ToArray())
        {
            ActivityState state = campaign.Activities[parent].State;
            if (state != ActivityState.Completed)
            {
                yield return $"it waits for '{campaign.Graph.Activities[parent].Name}', "
                    + $"which is {state.ToString().ToLowerInvariant()}";
            }
        }
    }

    private IEnumerable<string> Unplaced(CampaignRecord campaign, int index, Instant now)
    {
        ActivitySpec spec = campaign.Graph.Activities[index];
        Member[] able = [.. _fold.View.Members.Where(member => member.Capabilities.CanRun(member.Agent, spec))];
        if (able.Length == 0)
        {
            yield return "no agent that is here can run it: " + string.Join("; ", _fold.View.Members.Select(
                member => $"{member.Agent}: {member.Capabilities.WhyNot(member.Agent, spec)}"));
            yield break;
        }

        foreach (Member member in able.Where(member => _detector.IsLost(member.Agent, now)))
        {
            yield return $"{member.Agent}, which could run it, has been silent for "
                + $"{_detector.SilentMicros(member.Agent, now) / 1_000_000} s";
        }

        Committee committee = _fold.CommitteeOf(Spread.Bucket(new ActivityId(campaign.Graph.Id, index), _fold.View));
        int heard = committee.Members.Count(member => !_detector.IsLost(member.Agent, now));
        yield return heard < committee.Quorum.Size
            ? $"its committee is silent: {heard} of {committee.Members.Count} are heard, "
                + $"{committee.Quorum.Size} must agree"
            : $"it is ready; {string.Join(", ", able.Select(member => member.Agent))} could run it "
                + "and are busy or about to";
    }
}
