using Swarm.Model;

namespace Swarm.Plugins;

/// <summary>Runs activities of one kind. The same small door for the built-in hands and for everybody else's.</summary>
public interface IActivityPlugin
{
    /// <summary>The word by which activities ask for it: lower case, as in <see cref="ActivitySpec.Plugin"/>.</summary>
    string Name { get; }

    /// <summary>One line for people.</summary>
    string Description { get; }

    /// <summary>Looks whether it works on this machine, and what it found.</summary>
    ValueTask<PluginReport> ReportAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Everything that speaks against an activity here, one sentence each; empty when it is acceptable.
    /// </summary>
    IReadOnlyList<string> Check(ActivitySpec activity);

    /// <summary>
    /// Whether an activity without inputs and outputs needs its working directory on disk. A plugin that works in
    /// memory says no and spares the folder.
    /// </summary>
    bool NeedsFolder(ActivitySpec activity) => true;

    /// <summary>
    /// Runs an attempt to its end. A failure of the activity is an outcome, never an exception. Cancellation ends
    /// everything that was started, then throws <see cref="OperationCanceledException"/>.
    /// </summary>
    ValueTask<PluginOutcome> ExecuteAsync(ActivityContext context, CancellationToken cancellationToken);
}
