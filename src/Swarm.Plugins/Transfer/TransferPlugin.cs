using Swarm.Model;

namespace Swarm.Plugins.Transfer;

/// <summary>
/// Publishes data: puts its inputs into its one output folder, an input file as itself and an input folder by its
/// contents. The agent brings the inputs and shows the output; here files only change their place.
/// </summary>
internal sealed class TransferPlugin : IActivityPlugin
{
    /// <inheritdoc/>
    public string Name => "transfer";

    /// <inheritdoc/>
    public string Description => "puts its inputs into its one output folder";

    /// <inheritdoc/>
    public ValueTask<PluginReport> ReportAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(new PluginReport(true, "built in", ["moves data between agents of the swarm"]));

    /// <inheritdoc/>
    public IReadOnlyList<string> Check(ActivitySpec activity)
    {
        List<string> objections = [];
        if (activity.Inputs.Count == 0)
        {
            objections.Add("it reads nothing; say what to transfer with .Reads(...)");
        }

        if (activity.Outputs.Count != 1)
        {
            objections.Add($"it writes {activity.Outputs.Count} outputs; a transfer has one, the folder it fills");
        }

        return objections;
    }

    /// <inheritdoc/>
    public ValueTask<PluginOutcome> ExecuteAsync(ActivityContext context, CancellationToken cancellationToken)
    {
        string target = context.OutputPaths[0];
        Directory.CreateDirectory(target);
        foreach (string source in context.Inputs.SelectMany(input => input.Paths))
        {
            cancellationToken.ThrowIfCancellationRequested();
            string? taken = Directory.Exists(source)
                ? MoveContents(source, target)
                : MoveFile(source, Path.Combine(target, Path.GetFileName(source)));
            if (taken is not null)
            {
                string name = Path.GetRelativePath(target, taken);
                return ValueTask.FromResult(new PluginOutcome(
                    ErrorCode.PluginRefused,
                    $"two inputs bring '{Printable.Of(name)}'; give one another name with .As(\"name\")"));
            }
        }

        return ValueTask.FromResult(PluginOutcome.Done);
    }

    private static string? MoveContents(string source, string target)
    {
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).ToArray())
        {
            string place = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            if (MoveFile(file, place) is { } taken)
            {
                return taken;
            }
        }

        return null;
    }

    private static string? MoveFile(string source, string place)
    {
        if (Path.Exists(place))
        {
            return place;
        }

        File.Move(source, place);
        return null;
    }
}
