using Swarm.Agent.Execution;
using Swarm.Core;

namespace Swarm.Agent.Fabric;

/// <summary>
/// Brings the inputs of one attempt together: finds out which files they are, fetches what is not here, and says where
/// each belongs. What cannot be had ends it with a <see cref="StagingEndedException"/>.
/// </summary>
internal sealed class InputPlanner(RunOrder order, AgentFacts facts, LocalFiles local, FabricTools tools)
{
    private const int MaxListBytes = 256 << 20;

    private readonly CampaignGraph _graph = order.Graph;
    private readonly Travel _travel = tools.Travel;

    /// <summary>The files of an input; those named by a digest are in the store.</summary>
    internal async Task<IReadOnlyList<PlannedFile>> PlanAsync(ActivityInput input, CancellationToken cancellationToken)
    {
        switch (input.Ref)
        {
            case DataRef.Relative relative:
                return await Carried(relative, input, cancellationToken);
            case DataRef.Output output:
                return await Produced(output, input, cancellationToken);
            case DataRef.At at when facts.IsMeantBy(at.Place) && local.Find(at) is { } path:
                return Here(path, input);
            case DataRef.At at:
                return await Elsewhere(at, input, cancellationToken);
            case DataRef.Uri { Scheme: "file" or "local" } uri:
                return Here(local.Find(uri) ?? throw NotHere(input.Ref), input);
            case DataRef.Folder folder:
                return Here(FindInCampaign(folder) ?? throw NotHere(folder), input);
            default:
                throw StagingEndedException.Failed(
                    ErrorCode.BadReference,
                    $"no plugin of agent '{facts.Agent}' moves '{Printable.Of(input.Ref.ToString())}'; "
                    + "put the data below an agent's root and write AGENT://path");
        }
    }

    private static List<PlannedFile> Here(string path, ActivityInput input) =>
    [
        .. LocalFiles.Walk(path).Select(file => new PlannedFile(
            RefPath.Join(input.Name, file.Below),
            null,
            file.Facts.SizeBytes,
            input.Executable || file.Facts.IsExecutable,
            file.Path)),
    ];

    private StagingEndedException NotHere(DataRef reference) => StagingEndedException.Failed(
        ErrorCode.InputMissing,
        $"'{Printable.Of(reference.ToString())}' does not exist on agent '{facts.Agent}'; make it there, or let the "
        + "activity run where it is");

    private string? FindInCampaign(DataRef.Folder folder)
    {
        string path = folder.Root == NamedFolder.AgentDir
            ? folder.Path
            : RefPath.Join(Slug.Of(order.Spec.Name), folder.Path);
        return Beneath.Find(tools.Store.Folders.Campaign(order.Activity.Campaign), path);
    }

    private async Task<IReadOnlyList<PlannedFile>> Carried(
        DataRef.Relative relative, ActivityInput input, CancellationToken cancellationToken)
    {
        CarriedFile[] files = [.. FilesAt(relative.Path)];
        await Task.WhenAll(files.Select(file => EnsureCarried(file, cancellationToken)));
        return
        [
            .. files.Select(file => new PlannedFile(
                RefPath.Join(input.Name, Rest(file.Path, relative.Path)),
                file.Digest,
                file.SizeBytes,
                input.Executable || file.Executable)),
        ];
    }

    // The files are in ordinal order: those of a folder follow each other from the first behind its name and a '/'.
    private IEnumerable<CarriedFile> FilesAt(string path)
    {
        int exact = FirstFrom(path);
        return exact < _graph.Files.Count && _graph.Files[exact].Path == path
            ? [_graph.Files[exact]]
            : _graph.Files.Skip(FirstFrom(path + "/")).TakeWhile(file => RefPath.IsWithin(file.Path, path));
    }

    private int FirstFrom(string path)
    {
        int low = 0;
        int high = _graph.Files.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            bool isBefore = string.CompareOrdinal(_graph.Files[middle].Path, path) < 0;
            (low, high) = isBefore ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private async Task EnsureCarried(CarriedFile file, CancellationToken cancellationToken)
    {
        tools.InUse.Pin(file.Digest);
        if (tools.Store.SizeOf(file.Digest) is not null)
        {
            return;
        }

        await _travel.BeginAsync();
        FetchOutcome outcome = await tools.Fetcher.FetchCarriedAsync(file, cancellationToken);
        Settle(outcome, $"the campaign's file '{Printable.Of(file.Path)}' (content {file.Digest.Short})", "", -1);
    }

    private async Task<IReadOnlyList<PlannedFile>> Produced(
        DataRef.Output output, ActivityInput input, CancellationToken cancellationToken)
    {
        int producer = _graph.TryFind(output.Activity, out int index) ? index : -1;
        if (!order.Inputs.TryGetValue(producer, out ProducedOutput? made))
        {
            throw StagingEndedException.Released(
                ErrorCode.InputMissing, $"'{Printable.Of(output.Activity)}' has left nothing behind", producer);
        }

        IReadOnlyList<OutputFile> all = made.Manifest.Files ?? await Listed(made, producer, cancellationToken);
        bool fetched = made.Manifest.Files is null;
        List<PlannedFile> planned = Chosen(output, input, all);
        fetched |= (await Task.WhenAll(planned.Select(file => EnsureProduced(file, made, producer, cancellationToken))))
            .Any(came => came);
        if (fetched && all.All(file => tools.Store.SizeOf(file.Digest) is not null))
        {
            await tools.Ports.Mailbox.PostAsync(
                new AgentInput.OutputsHeld(order.Activity with { Index = producer }), cancellationToken);
        }

        return planned;
    }

    private async Task<IReadOnlyList<OutputFile>> Listed(
        ProducedOutput made, int producer, CancellationToken cancellationToken)
    {
        PlannedFile list = new("", made.Manifest.Digest, 0, false);
        await EnsureProduced(list, made, producer, cancellationToken);
        using Stream content = tools.Store.TryOpen(made.Manifest.Digest)
            ?? throw new SwarmException(ErrorCode.InputMissing, "a list of files was here and is no more");
        if (content.Length > MaxListBytes)
        {
            throw BadList(producer, $"has {content.Length} bytes");
        }

        byte[] bytes = new byte[content.Length];
        await content.ReadExactlyAsync(bytes, cancellationToken);
        try
        {
            return OutputManifest.Decode(bytes);
        }
        catch (FormatException bad)
        {
            throw BadList(producer, bad.Message);
        }
    }

    private StagingEndedException BadList(int producer, string why) => StagingEndedException.Failed(
        ErrorCode.InputMissing,
        $"the list of what '{Printable.Of(_graph.Activities[producer].Name)}' left is unusable: {why}");

    private static List<PlannedFile> Chosen(DataRef.Output output, ActivityInput input, IReadOnlyList<OutputFile> all)
    {
        // A path may begin with the declared output's name or leave it out, as in results/loss.csv or loss.csv.
        List<PlannedFile> chosen = Matching(output.Path, input, all);
        if (chosen.Count == 0)
        {
            IEnumerable<string> tops = all.Select(file => file.Path.Split('/')[0]).Distinct(StringComparer.Ordinal);
            chosen = tops.Select(top => Matching(RefPath.Join(top, output.Path), input, all))
                .FirstOrDefault(found => found.Count > 0, []);
        }

        return chosen.Count > 0 || output.Path.Length == 0
            ? chosen
            : throw StagingEndedException.Failed(
                ErrorCode.BadReference,
                $"'{Printable.Of(output.Activity)}' left no '{Printable.Of(output.Path)}'; it left "
                + Printable.Of(string.Join(", ", all.Take(5).Select(file => file.Path)), 200));
    }

    private static List<PlannedFile> Matching(string path, ActivityInput input, IReadOnlyList<OutputFile> all) =>
    [
        .. all.Where(file => RefPath.IsWithin(file.Path, path)).Select(file => new PlannedFile(
            RefPath.Join(input.Name, Rest(file.Path, path)),
            file.Digest,
            file.SizeBytes,
            input.Executable || file.Executable)),
    ];

    private async Task<bool> EnsureProduced(
        PlannedFile file, ProducedOutput made, int producer, CancellationToken cancellationToken)
    {
        Digest digest = file.Digest!.Value;
        tools.InUse.Pin(digest);
        if (tools.Store.SizeOf(digest) is not null)
        {
            return false;
        }

        await _travel.BeginAsync();
        FetchOutcome outcome = await tools.Fetcher.FetchAsync(digest, file.SizeBytes, cancellationToken);
        string what = $"'{Printable.Of(file.Target)}' of activity '{Printable.Of(_graph.Activities[producer].Name)}' "
            + $"(content {digest.Short})";
        Settle(outcome, what, $", made by agent '{made.Holder}'", producer);
        return true;
    }

    private async Task<IReadOnlyList<PlannedFile>> Elsewhere(
        DataRef.At at, ActivityInput input, CancellationToken cancellationToken)
    {
        await _travel.BeginAsync();
        FetchOutcome outcome = await tools.Fetcher.FetchAsync(at, cancellationToken);
        if (outcome.Code == ErrorCode.InputMissing)
        {
            throw StagingEndedException.Failed(
                ErrorCode.InputMissing,
                $"no agent offers '{Printable.Of(at.ToString())}'; see that it is below the root of an agent called "
                + $"'{at.Place}' and that this agent is here");
        }

        Settle(outcome, $"'{Printable.Of(at.ToString())}'", "", -1);
        tools.InUse.Pin(outcome.Digest);
        IReadOnlyList<OutputFile>? folder = await ListedIn(outcome.Digest, at, cancellationToken);
        if (folder is null)
        {
            return [new PlannedFile(input.Name, outcome.Digest, outcome.Bytes, input.Executable)];
        }

        await Task.WhenAll(folder.Select(file => EnsureElsewhere(file, at, cancellationToken)));
        return
        [
            .. folder.Select(file => new PlannedFile(
                RefPath.Join(input.Name, file.Path), file.Digest, file.SizeBytes, input.Executable || file.Executable)),
        ];
    }

    private async Task<IReadOnlyList<OutputFile>?> ListedIn(
        Digest digest, DataRef.At at, CancellationToken cancellationToken)
    {
        using Stream content = tools.Store.TryOpen(digest)
            ?? throw new SwarmException(ErrorCode.InputMissing, $"'{at}' was here and is no more");
        try
        {
            return await FolderList.ReadAsync(content, cancellationToken);
        }
        catch (FormatException bad)
        {
            throw StagingEndedException.Failed(
                ErrorCode.InputMissing, $"the list of '{at}' is unusable: {bad.Message}");
        }
    }

    private async Task EnsureElsewhere(OutputFile file, DataRef.At at, CancellationToken cancellationToken)
    {
        tools.InUse.Pin(file.Digest);
        if (tools.Store.SizeOf(file.Digest) is null)
        {
            FetchOutcome outcome = await tools.Fetcher.FetchAsync(file.Digest, file.SizeBytes, cancellationToken);
            Settle(outcome, $"'{Printable.Of(file.Path)}' of '{Printable.Of(at.ToString())}'", "", -1);
        }
    }

    private void Settle(FetchOutcome outcome, string what, string from, int producer)
    {
        if (outcome.IsHere)
        {
            _travel.Add(outcome.Bytes);
            return;
        }

        if (outcome.Code == ErrorCode.DiskFull)
        {
            throw StagingEndedException.Failed(outcome.Code, outcome.Why);
        }

        bool nobody = outcome.Code == ErrorCode.InputMissing;
        throw StagingEndedException.Released(
            outcome.Code,
            nobody ? $"no agent that is here holds {what}{from}" : $"{what}{from} did not come: {outcome.Why}",
            nobody ? producer : -1);
    }

    private static string Rest(string path, string root) =>
        path.Length == root.Length ? "" : root.Length == 0 ? path : path[(root.Length + 1)..];
}
