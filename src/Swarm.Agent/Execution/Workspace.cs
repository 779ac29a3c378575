using Swarm.Agent.Fabric;
using Swarm.Core;

namespace Swarm.Agent.Execution;

/// <summary>
/// The private view of one attempt: a folder of its own in which <c>@agentdir</c>, <c>@workingdir</c> and
/// <c>@outputdir</c> exist for nobody else. What it leaves there is seen by others only when its result stands.
/// </summary>
/// <remarks>It is on disk only after <see cref="Create"/>: an activity that needs no folder costs none.</remarks>
internal sealed class Workspace
{
    /// <summary>Where the view of the campaign's folder begins, below the attempt's own.</summary>
    private const string View = "view";

    /// <summary>Where outputs lie that are published at the agent's root.</summary>
    private const string Out = "out";

    private readonly AgentFolders _folders;

    internal Workspace(AgentFolders folders, RunOrder order, ContentPins.Use inUse)
    {
        ActivitySpec spec = order.Spec;
        _folders = folders;
        Order = order;
        InUse = inUse;
        Root = folders.Run(order.Activity, order.Attempt);
        AgentDir = Path.Combine(Root, View);
        WorkingDir = Below(AgentDir, spec.WorkingDirectory is DataRef.Folder work ? work.Path : Slug.Of(spec.Name));
        OutputDir = spec.OutputDirectory switch
        {
            null => WorkingDir,
            DataRef.Relative below => Below(WorkingDir, below.Path),
            DataRef other => PathOf(other),
        };
        Outputs = [.. spec.Outputs.Select(Place)];
    }

    /// <summary>The order it is for.</summary>
    internal RunOrder Order { get; }

    /// <summary>The content that the attempt uses and makes; it stays until its result is settled.</summary>
    internal ContentPins.Use InUse { get; }

    /// <summary>The attempt's own folder; nothing of the attempt is outside it.</summary>
    internal string Root { get; }

    /// <summary>What <c>@agentdir</c> means in this attempt.</summary>
    internal string AgentDir { get; }

    /// <summary>What <c>@workingdir</c> means in this attempt.</summary>
    internal string WorkingDir { get; }

    /// <summary>What <c>@outputdir</c> means in this attempt.</summary>
    internal string OutputDir { get; }

    /// <summary>
    /// Where its outputs are expected, and where they are published, in the order in which they are declared.
    /// </summary>
    internal IReadOnlyList<OutputPlace> Outputs { get; }

    /// <summary>Where what its program says on standard output is kept.</summary>
    internal string OutputLog => _folders.OutputLog(Order.Activity, Order.Attempt);

    /// <summary>Where what its program says on standard error is kept.</summary>
    internal string ErrorLog => _folders.ErrorLog(Order.Activity, Order.Attempt);

    /// <summary>Whether it is on disk.</summary>
    internal bool IsCreated { get; private set; }

    /// <summary>Makes the folders, empty even if an earlier process began the same attempt.</summary>
    /// <exception cref="SwarmException">The disk is full, or a reference leads into the agent's own folder.</exception>
    internal void Create()
    {
        if (Outputs.FirstOrDefault(place => RefPath.IsWithin(place.PublishedPath, AgentFolders.Hidden)) is { } own)
        {
            throw new SwarmException(
                ErrorCode.BadReference, $"'{own.Ref}' leads into the agent's own folder; publish elsewhere");
        }

        try
        {
            _folders.Prepare(Order.Activity.Campaign);
            if (!FileCalls.TryMakeFolder(Root))
            {
                FolderRemoval.Remove(Root);
                Directory.CreateDirectory(Root);
            }

            FileCalls.TryMakeFolder(AgentDir);
            Make(WorkingDir);
            Make(OutputDir);
            foreach (OutputPlace place in Outputs)
            {
                Make(Path.GetDirectoryName(place.WorkPath)!);
            }

            IsCreated = true;
        }
        catch (IOException failure)
        {
            throw DiskFailure.Of(failure, Root);
        }
    }

    /// <summary>Removes the folders, whatever the program did to their modes.</summary>
    internal void Remove()
    {
        if (!IsCreated)
        {
            return;
        }

        IsCreated = false;
        bool wasEmpty = FileCalls.TryRemoveEmpty(WorkingDir)
            && FileCalls.TryRemoveEmpty(AgentDir)
            && FileCalls.TryRemoveEmpty(Root);
        if (!wasEmpty)
        {
            FolderRemoval.Remove(Root);
        }
    }

    // The runtime's own way asks after every folder above; here all of them but the last are known to exist.
    private void Make(string folder)
    {
        if (folder == AgentDir || folder == Root)
        {
            return;
        }

        if (Path.GetDirectoryName(folder) is { } above && (above == AgentDir || above == Root))
        {
            FileCalls.TryMakeFolder(folder);
        }
        else
        {
            Directory.CreateDirectory(folder);
        }
    }

    private static string Below(string folder, string path) => path.Length == 0 ? folder : Path.Combine(folder, path);

    private string PathOf(DataRef reference) => reference switch
    {
        DataRef.Folder { Root: NamedFolder.AgentDir } folder => Below(AgentDir, folder.Path),
        DataRef.Folder { Root: NamedFolder.WorkingDir } folder => Below(WorkingDir, folder.Path),
        DataRef.Folder { Root: NamedFolder.OutputDir } folder => Below(OutputDir, folder.Path),
        DataRef.Relative relative => Below(OutputDir, relative.Path),
        DataRef.At at => Path.Combine(Root, Out, at.BaseName),
        _ => throw Invariant.Unreachable(reference),
    };

    private OutputPlace Place(DataRef reference)
    {
        string work = PathOf(reference);
        string published = reference is DataRef.At at
            ? at.Path
            : Path.Combine(
                Path.GetRelativePath(_folders.Root, _folders.Campaign(Order.Activity.Campaign)),
                Path.GetRelativePath(AgentDir, work));
        return new OutputPlace(reference, work, published);
    }
}
