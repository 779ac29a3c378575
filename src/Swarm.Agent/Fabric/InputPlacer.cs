using Swarm.Agent.Execution;
using Swarm.Plugins;

namespace Swarm.Agent.Fabric;

/// <summary>Puts the files of inputs at their places below an attempt's working directory.</summary>
internal sealed class InputPlacer(Workspace workspace, DiskContentStore store)
{
    /// <summary>Puts the files of one input there.</summary>
    /// <exception cref="SwarmException">
    /// A path leaves the working directory, two inputs collide, or the disk is full.
    /// </exception>
    internal async ValueTask<StagedInput> PlaceAsync(
        ActivityInput input, IReadOnlyList<PlannedFile> files, CancellationToken cancellationToken)
    {
        foreach (PlannedFile file in files)
        {
            string target = Beneath.Prepare(workspace.WorkingDir, file.Target);
            if (FileCalls.FactsOf(target, follow: false) is not null)
            {
                throw new SwarmException(
                    ErrorCode.BadReference,
                    $"two inputs bring '{Printable.Of(file.Target)}'; give one another name with .As(\"name\")");
            }

            await PutAsync(file, target, cancellationToken);
        }

        return new StagedInput(input.Ref, TopsOf(input, files));
    }

    private async ValueTask PutAsync(PlannedFile file, string target, CancellationToken cancellationToken)
    {
        if (file.Digest is { } digest)
        {
            await store.LinkIntoAsync(digest, target, file.Executable, cancellationToken);
            return;
        }

        // A file of people is never linked: a program that writes to it would write to theirs.
        await store.CopyAsync(file.LocalPath!, target, cancellationToken);
        if (file.Executable && FileCalls.FactsOf(target, follow: false) is { } facts)
        {
            FileCalls.SetMode(target, facts.ExecutableMode);
        }
    }

    private string[] TopsOf(ActivityInput input, IReadOnlyList<PlannedFile> files)
    {
        IEnumerable<string> tops = input.Name.Length > 0
            ? [input.Name]
            : files.Select(file => file.Target.Split('/')[0]).Distinct(StringComparer.Ordinal);
        return [.. tops.Select(top => Path.Combine(workspace.WorkingDir, top))];
    }
}
