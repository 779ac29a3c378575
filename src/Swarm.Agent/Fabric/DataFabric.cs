using Swarm.Agent.Execution;
using Swarm.Core;
using Swarm.Core.Fabric;
using Swarm.Core.Membership;
using Swarm.Plugins;

namespace Swarm.Agent.Fabric;

/// <summary>
/// Brings data to the attempts that need it, keeps what they leave, and answers peers who need it. Lazy: nothing
/// travels before an attempt that was given to this agent needs it.
/// </summary>
internal sealed class DataFabric : IAsyncDisposable
{
    private readonly AgentFacts _facts;
    private readonly DiskContentStore _store;
    private readonly FabricPorts _ports;
    private readonly LocalFiles _local;
    private readonly ContentFetcher _fetcher;
    private readonly OutputKeeper _keeper;
    private readonly Publisher _publisher;
    private readonly OutsideFiles _outside = new();
    private readonly TaskSet _looks = new();
    private readonly CancellationTokenSource _stopping = new();
    private int _served;

    internal DataFabric(FabricOptions options, AgentFacts facts, DiskContentStore store, FabricPorts ports)
    {
        _facts = facts;
        _store = store;
        _ports = ports;
        _local = new LocalFiles(options, store.Folders.Root);
        _fetcher = new ContentFetcher(options, store, ports);
        _keeper = new OutputKeeper(store);
        _publisher = new Publisher(store);
    }

    /// <summary>Where everything lies below the agent's root.</summary>
    internal AgentFolders Folders => _store.Folders;

    /// <summary>Begins a use of content by an attempt.</summary>
    internal ContentPins.Use BeginUse() => _store.Begin();

    /// <summary>How many contents are being served to peers and clients.</summary>
    internal int ActiveTransfers => Volatile.Read(ref _served);

    /// <summary>
    /// Completes with the first failure that nobody foresaw: a bug of ours, for the process to end by.
    /// </summary>
    internal Task<Exception> Failed => _looks.Failed;

    /// <summary>Brings an attempt's inputs into its workspace.</summary>
    /// <param name="workspace">Where they are to lie; it is on disk.</param>
    /// <param name="announce">Called once if something has to travel.</param>
    /// <param name="cancellationToken">Ends it; transfers that others wait for go on.</param>
    /// <exception cref="SwarmException">The disk is full, or a reference is not allowed here.</exception>
    internal async ValueTask<Staging> MaterialiseAsync(
        Workspace workspace, Func<ValueTask> announce, CancellationToken cancellationToken)
    {
        IReadOnlyList<ActivityInput> inputs = workspace.Order.Spec.Inputs;
        if (inputs.Count == 0)
        {
            return Staging.Nothing;
        }

        Travel travel = new(announce);
        FabricTools tools = new(_store, _fetcher, _ports, travel, workspace.InUse);
        InputPlanner planner = new(workspace.Order, _facts, _local, tools);
        try
        {
            IReadOnlyList<PlannedFile>[] plans =
                await Task.WhenAll(inputs.Select(input => planner.PlanAsync(input, cancellationToken)));
            InputPlacer placer = new(workspace, _store);
            List<StagedInput> staged = [];
            for (int i = 0; i < plans.Length; i++)
            {
                staged.Add(await placer.PlaceAsync(inputs[i], plans[i], cancellationToken));
            }

            return new Staging(staged, travel.Bytes, null);
        }
        catch (StagingEndedException ended)
        {
            return new Staging([], travel.Bytes, ended.Outcome);
        }
    }

    /// <summary>Takes what an attempt left behind into the store.</summary>
    /// <exception cref="SwarmException">
    /// An output is missing or of a kind that is not kept, or the disk is full.
    /// </exception>
    internal ValueTask<OutputManifest> KeepAsync(Workspace workspace, CancellationToken cancellationToken) =>
        _keeper.KeepAsync(workspace, cancellationToken);

    /// <summary>Makes what an attempt kept visible at its places below the agent's root.</summary>
    /// <exception cref="SwarmException">A place leads out of the root, is taken, or the disk is full.</exception>
    internal ValueTask PublishAsync(string runFolder, CancellationToken cancellationToken) =>
        _publisher.PublishAsync(PublishItem.Read(runFolder), cancellationToken);

    /// <summary>The core's answer to a need: who offers it, best first; empty when nobody does.</summary>
    internal void OnFetch(long number, IReadOnlyList<DataOffer> offers) => _fetcher.OnOffers(number, offers);

    /// <summary>
    /// Brings content here from whoever holds it, a peer or the pool, for somebody who asked for it by its digest.
    /// </summary>
    internal async Task<FetchOutcome> FetchAsync(Digest digest, long sizeBytes, CancellationToken cancellationToken)
    {
        FetchOutcome outcome = await _fetcher.FetchAsync(digest, sizeBytes, cancellationToken);
        return outcome.Code == ErrorCode.InputMissing
            ? await _fetcher.FetchFromPoolAsync(digest, ContentIntake.UnknownSize, cancellationToken) ?? outcome
            : outcome;
    }

    /// <summary>Brings content here that lies at too few agents, and keeps it for the swarm.</summary>
    /// <exception cref="SwarmException">Nobody gave it, or there is no room.</exception>
    internal async ValueTask KeepCopyAsync(Digest digest, long sizeBytes, CancellationToken cancellationToken)
    {
        using ContentPins.Use use = _store.Begin();
        use.Pin(digest);
        if (_store.SizeOf(digest) is null)
        {
            FetchOutcome outcome = await _fetcher.FetchAsync(digest, sizeBytes, cancellationToken);
            if (!outcome.IsHere)
            {
                throw new SwarmException(outcome.Code, outcome.Why);
            }
        }

        _store.MarkUpload(digest);
    }

    /// <summary>Brings content here that somebody asked for by its path at an agent.</summary>
    internal Task<FetchOutcome> FetchAsync(DataRef.At at, CancellationToken cancellationToken) =>
        _fetcher.FetchAsync(at, cancellationToken);

    /// <summary>Looks whether this agent has what a peer needs, and posts the answer.</summary>
    internal void Look(MemberKey asker, DataNeed need) => _looks.Start(() => LookAsync(asker, need));

    /// <summary>Opens content for a peer or a client from an offset on; null when it is not here.</summary>
    internal Stream? OpenBlob(Digest digest, long offsetBytes)
    {
        Stream? content = _store.TryOpen(digest) ?? _outside.TryOpen(digest);
        if (content is null || offsetBytes < 0 || offsetBytes > content.Length)
        {
            content?.Dispose();
            return null;
        }

        content.Position = offsetBytes;
        Interlocked.Increment(ref _served);
        return new ServedStream(content, () => Interlocked.Decrement(ref _served));
    }

    /// <summary>Ends transfers and answers.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _fetcher.DisposeAsync();
        await _looks.WhenAllAsync();
        _stopping.Dispose();
    }

    private async Task LookAsync(MemberKey asker, DataNeed need)
    {
        DataOffer? offer;
        try
        {
            offer = await OfferAsync(need);
        }
        catch (Exception refused) when (refused is SwarmException or IOException or UnauthorizedAccessException)
        {
            Log.NotOffered(_ports.Logger, need.At?.ToString() ?? need.Digest.ToString()!, refused.Message);
            offer = null;
        }

        await _ports.Mailbox.PostAsync(new AgentInput.DataLooked(asker, need.Number, offer), _stopping.Token);
    }

    private async ValueTask<DataOffer?> OfferAsync(DataNeed need)
    {
        if (need.Digest is { } digest)
        {
            using Stream? content = _store.TryOpen(digest) ?? _outside.TryOpen(digest);
            return content is null ? null : Offer(digest, content.Length);
        }

        if (need.At is not { } at || !_facts.IsMeantBy(at.Place) || _local.Find(at) is not { } path)
        {
            return null;
        }

        if (FileCalls.FactsOf(path, follow: false) is { IsFolder: true })
        {
            return await OfferFolderAsync(path);
        }

        (Digest found, long sizeBytes) = await _outside.DescribeAsync(path, _stopping.Token);
        return Offer(found, sizeBytes);
    }

    private async ValueTask<DataOffer> OfferFolderAsync(string path)
    {
        List<OutputFile> files = [];
        foreach (FoundFile file in LocalFiles.Walk(path))
        {
            (Digest digest, long sizeBytes) = await _outside.DescribeAsync(file.Path, _stopping.Token);
            files.Add(new OutputFile(file.Below, sizeBytes, digest, file.Facts.IsExecutable));
        }

        byte[] list = FolderList.Encode(files);
        return Offer(await _store.ImportAsync(list, _stopping.Token), list.Length);
    }

    private DataOffer Offer(Digest digest, long sizeBytes) =>
        new(_facts.Agent, _facts.Endpoint, sizeBytes, digest, ActiveTransfers);
}
