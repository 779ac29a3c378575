using System.Runtime.CompilerServices;
using Google.Protobuf;
using Swarm.Grpc;
using Swarm.Protocol.V1;
using Swarm.Sdk.Authoring;
using Swarm.Sdk.Views;
using Swarm.Sdk.Wire;
using CampaignSummary = Swarm.Sdk.Views.CampaignSummary;
using PluginEntry = Swarm.Sdk.Views.PluginEntry;

namespace Swarm.Sdk;

/// <summary>
/// Asks an agent of the swarm; every agent answers alike, for all of them read the same log. Safe for several threads.
/// </summary>
/// <remarks>
/// Every method throws <see cref="SwarmException"/> when no agent answers or the agent refuses, with the code it gave
/// and a sentence that names the remedy.
/// </remarks>
public sealed class SwarmClient : IDisposable
{
    private const int MaxPuts = 4;

    private readonly AgentLink _link;

    internal SwarmClient(IReadOnlyList<AgentAddress> addresses, TimeProvider time) =>
        _link = new AgentLink(addresses, time);

    /// <summary>The agent in use, as people name it.</summary>
    public string Agent => _link.Name;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="agents">
    /// Names, sockets or <c>host:port</c> with commas between, of agents of one swarm: when one is lost, the next is
    /// asked. Null for what <c>SWARM_AGENT</c> says, else the first agent of this machine.
    /// </param>
    /// <exception cref="SwarmException">There is no agent on this machine, or a text is no address.</exception>
    public static SwarmClient Connect(string? agents = null) =>
        Connect(AgentLocator.Default.Locate(agents, Console.Error.WriteLine));

    /// <summary>Makes a client of agents that were found; nothing is sent yet.</summary>
    public static SwarmClient Connect(IReadOnlyList<AgentAddress> agents) => new(agents, TimeProvider.System);

    /// <summary>Puts bytes into the swarm.</summary>
    public async Task<PutReceipt> PutAsync(Stream content, CancellationToken cancellationToken = default)
    {
        try
        {
            Grpc.Client.DuplexCall<PutChunk, PutReply> call = _link.Open(ControlMethods.Put, cancellationToken);
            await using ConfiguredAsyncDisposable closing = call.ConfigureAwait(false);
            return CampaignViews.Of(await Upload.RunAsync(call, content, cancellationToken).ConfigureAwait(false));
        }
        catch (GrpcException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw Refusals.Of(failure, Agent);
        }
    }

    /// <summary>Says what a campaign would do, without running it.</summary>
    /// <exception cref="CampaignInvalidException">Something is wrong; all problems are listed.</exception>
    public async Task<CampaignPlan> PlanAsync(Campaign campaign, CancellationToken cancellationToken = default)
    {
        FrozenCampaign frozen = await campaign.FreezeAsync(cancellationToken).ConfigureAwait(false);
        return await PlanAsync(frozen.Bytes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The campaigns this swarm knows, newest first.</summary>
    /// <param name="limit">At most this many; 0 for 100.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<CampaignSummary>> ListCampaignsAsync(
        int limit = 0, CancellationToken cancellationToken = default)
    {
        ListCampaignsReply reply = await _link.AskAsync(
            ControlMethods.ListCampaigns, new ListCampaignsRequest { Limit = limit }, cancellationToken)
                .ConfigureAwait(false);
        return [.. reply.Campaigns.Select(CampaignViews.Of)];
    }

    /// <summary>One campaign with all or some of its activities.</summary>
    /// <param name="campaign">An id, the beginning of one, a name, or <c>last</c>.</param>
    /// <param name="page">Which activities; null for the first thousand.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<CampaignReport> ShowCampaignAsync(
        string campaign, ActivityPage? page = null, CancellationToken cancellationToken = default)
    {
        ShowCampaignRequest request = new()
        {
            Campaign = campaign,
            Skip = page?.Skip ?? 0,
            Limit = page?.Limit ?? 0,
            OnlyUnfinishedOrFailed = page?.OnlyUnfinishedOrFailed ?? false,
        };
        return CampaignViews.Of(await _link.AskAsync(ControlMethods.ShowCampaign, request, cancellationToken)
            .ConfigureAwait(false));
    }

    /// <summary>The changes of a campaign after a number, and then as they come, until it ends.</summary>
    /// <param name="campaign">Its id.</param>
    /// <param name="after">Changes with a higher number than this; 0 for all.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    public IAsyncEnumerable<CampaignEvent> WatchAsync(
        string campaign, long after = 0, CancellationToken cancellationToken = default) =>
        new ResumingWatch(_link, campaign, after).ReadAsync(cancellationToken);

    /// <summary>Ends whatever of a campaign is not final; false when it was final already.</summary>
    public async Task<bool> CancelCampaignAsync(
        string campaign, string reason = "", CancellationToken cancellationToken = default)
    {
        CancelCampaignRequest request = new() { Campaign = campaign, Reason = reason };
        return (await _link.AskAsync(ControlMethods.CancelCampaign, request, cancellationToken)
            .ConfigureAwait(false)).Canceled;
    }

    /// <summary>Tries activities that failed, were canceled or skipped anew; the answer is how many.</summary>
    /// <param name="campaign">An id, the beginning of one, a name, or <c>last</c>.</param>
    /// <param name="activities">Their names; empty for all that did not end well.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<int> RetryCampaignAsync(
        string campaign, IReadOnlyList<string> activities, CancellationToken cancellationToken = default)
    {
        RetryCampaignRequest request = new() { Campaign = campaign, Activities = { activities } };
        return (await _link.AskAsync(ControlMethods.RetryCampaign, request, cancellationToken)
            .ConfigureAwait(false)).Reopened;
    }

    /// <summary>Everything that is known of one activity.</summary>
    public async Task<ActivityReport> ShowActivityAsync(
        string campaign, string activity, CancellationToken cancellationToken = default)
    {
        ActivityRequest request = new() { Campaign = campaign, Activity = activity };
        return CampaignViews.Of(await _link.AskAsync(ControlMethods.ShowActivity, request, cancellationToken)
            .ConfigureAwait(false));
    }

    /// <summary>Why an activity is not running, or why it runs where it runs.</summary>
    public async Task<Explanation> ExplainActivityAsync(
        string campaign, string activity, CancellationToken cancellationToken = default)
    {
        ActivityRequest request = new() { Campaign = campaign, Activity = activity };
        return CampaignViews.Of(
            await _link.AskAsync(ControlMethods.ExplainActivity, request, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>What an activity's program says.</summary>
    public async IAsyncEnumerable<LogPiece> LogsAsync(
        LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        LogsRequest request = new()
        {
            Campaign = query.Campaign,
            Activity = query.Activity,
            Attempt = query.Attempt,
            Follow = query.Follow,
            TailLines = query.TailLines,
        };
        IAsyncEnumerator<LogChunk> chunks =
            _link.ReadAsync(ControlMethods.ActivityLogs, request, cancellationToken).GetAsyncEnumerator(
                cancellationToken);
        await using ConfiguredAsyncDisposable closing = chunks.ConfigureAwait(false);
        while (await NextAsync(chunks, cancellationToken).ConfigureAwait(false))
        {
            yield return CampaignViews.Of(chunks.Current);
        }
    }

    /// <summary>What data is meant by a reference, and who has it.</summary>
    /// <param name="reference">
    /// A digest, <c>AGENT://path</c>, <c>CAMPAIGN/ACTIVITY</c> or <c>CAMPAIGN/ACTIVITY/path</c>.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<DataPlaces> LocateAsync(string reference, CancellationToken cancellationToken = default)
    {
        LocateRequest request = new() { Reference = reference };
        return CampaignViews.Of(await _link.AskAsync(ControlMethods.Locate, request, cancellationToken)
            .ConfigureAwait(false));
    }

    /// <summary>Data by its reference, to be saved; nothing travels yet.</summary>
    /// <param name="reference">
    /// A digest, <c>AGENT://path</c>, <c>CAMPAIGN/ACTIVITY</c> or <c>CAMPAIGN/ACTIVITY/path</c>.
    /// </param>
    public DataHandle Find(string reference) => new(this, reference);

    /// <summary>This agent.</summary>
    public async Task<AgentStatus> StatusAsync(CancellationToken cancellationToken = default) => AgentViews.Of(
        await _link.AskAsync(ControlMethods.AgentStatus, new AgentStatusRequest(), cancellationToken)
            .ConfigureAwait(false));

    /// <summary>The agents as this one sees them; those that are gone for more than 10 minutes only if asked.</summary>
    public async Task<AgentRoster> AgentsAsync(bool all = false, CancellationToken cancellationToken = default) =>
        AgentViews.Of(
            await _link.AskAsync(ControlMethods.ListAgents, new ListAgentsRequest { All = all }, cancellationToken)
                .ConfigureAwait(false));

    /// <summary>Lets the agent take nothing new, or new work again; the answer is how much it still runs.</summary>
    public async Task<int> DrainAsync(bool resume = false, CancellationToken cancellationToken = default)
    {
        DrainRequest request = new() { Resume = resume };
        return (await _link.AskAsync(ControlMethods.Drain, request, cancellationToken).ConfigureAwait(false)).Running;
    }

    /// <summary>Puts another agent out of the swarm until it is pardoned.</summary>
    /// <param name="agent">The agent's name.</param>
    /// <param name="reason">One line for people; may be empty.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task EvictAsync(string agent, string reason, CancellationToken cancellationToken = default)
    {
        EvictRequest request = new() { Agent = agent, Reason = reason };
        await _link.AskAsync(ControlMethods.Evict, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets another agent in again that was barred, because it was shown to lie, or evicted.</summary>
    /// <param name="agent">The agent's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task PardonAsync(string agent, CancellationToken cancellationToken = default)
    {
        PardonRequest request = new() { Agent = agent };
        await _link.AskAsync(ControlMethods.Pardon, request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the agent; the answer is its process, which ends a little later.</summary>
    /// <param name="grace">How long running activities may go on before they are ended.</param>
    /// <param name="withBroker">Whether its broker ends too although other agents use it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<int> StopAsync(TimeSpan grace, bool withBroker, CancellationToken cancellationToken = default)
    {
        StopRequest request = new() { GraceMicros = (long)grace.TotalMicroseconds, WithBroker = withBroker };
        return (await _link.AskAsync(ControlMethods.Stop, request, cancellationToken).ConfigureAwait(false)).ProcessId;
    }

    /// <summary>The plugins of this agent.</summary>
    /// <param name="name">Only this one; empty for all.</param>
    /// <param name="check">Whether it looks anew if they work.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<PluginEntry>> PluginsAsync(
        string name = "", bool check = false, CancellationToken cancellationToken = default)
    {
        ListPluginsRequest request = new() { Name = name, Check = check };
        ListPluginsReply reply = await _link.AskAsync(ControlMethods.ListPlugins, request, cancellationToken)
            .ConfigureAwait(false);
        return [.. reply.Plugins.Select(AgentViews.Of)];
    }

    /// <inheritdoc/>
    public void Dispose() => _link.Dispose();

    /// <summary>Puts the campaign's files, then submits it; returns once it is durable.</summary>
    internal async Task<IReadOnlyList<string>> SubmitAsync(FrozenCampaign frozen, CancellationToken cancellationToken)
    {
        await PutFilesAsync(frozen, cancellationToken).ConfigureAwait(false);
        SubmitRequest request = await RequestOfAsync(frozen.Bytes, cancellationToken).ConfigureAwait(false);
        SubmitReply reply = await _link.AskAsync(ControlMethods.Submit, request, cancellationToken)
            .ConfigureAwait(false);
        return reply.Warnings;
    }

    /// <summary>Says what an encoded campaign would do.</summary>
    internal async Task<CampaignPlan> PlanAsync(ReadOnlyMemory<byte> campaign, CancellationToken cancellationToken)
    {
        SubmitRequest request = await RequestOfAsync(campaign, cancellationToken).ConfigureAwait(false);
        return CampaignViews.Of(await _link.AskAsync(ControlMethods.Plan, request, cancellationToken)
            .ConfigureAwait(false));
    }

    /// <summary>Writes the bytes of a digest or an output file to a stream, verified.</summary>
    internal Task FetchAsync(
        string reference, Model.Digest? expected, Stream destination, CancellationToken cancellationToken) =>
        new ResumingFetch(_link, reference, destination).RunAsync(expected, cancellationToken);

    private async Task PutFilesAsync(FrozenCampaign frozen, CancellationToken cancellationToken)
    {
        ParallelOptions bound = new() { MaxDegreeOfParallelism = MaxPuts, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(frozen.Files.DistinctBy(file => file.Carried.Digest), bound, PutFileAsync)
            .ConfigureAwait(false);
    }

    private async ValueTask PutFileAsync(LocalFile file, CancellationToken cancellationToken)
    {
        using FileStream content = new(
            file.FullPath, FileMode.Open, FileAccess.Read, FileShare.Read, Upload.PieceBytes, useAsync: true);
        PutReceipt receipt = await PutAsync(content, cancellationToken).ConfigureAwait(false);
        if (receipt.Digest != file.Carried.Digest)
        {
            throw new SwarmException(
                Model.ErrorCode.ChecksumMismatch,
                $"'{file.Carried.Path}' changed while it was being sent. Dispatch again when nobody writes to it.");
        }
    }

    private async Task<SubmitRequest> RequestOfAsync(ReadOnlyMemory<byte> campaign, CancellationToken cancellationToken)
    {
        if (campaign.Length <= CampaignBytes.MaxInline)
        {
            return new SubmitRequest { Campaign = UnsafeByteOperations.UnsafeWrap(campaign) };
        }

        using MemoryStream content = new(campaign.ToArray(), writable: false);
        PutReceipt receipt = await PutAsync(content, cancellationToken).ConfigureAwait(false);
        return new SubmitRequest { CampaignDigest = Protocol.ModelCodec.Encode(receipt.Digest) };
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<LogChunk> chunks, CancellationToken cancellationToken)
    {
        try
        {
            return await chunks.MoveNextAsync().ConfigureAwait(false);
        }
        catch (GrpcException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw Refusals.Of(failure, Agent);
        }
    }
}
